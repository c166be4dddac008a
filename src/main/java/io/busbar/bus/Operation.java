package io.busbar.bus;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One thing a service answers, declared once. Its route, guard, validation, bus address, typed client and documentation all come
 * from here. Made by {@link Contract}.
 *
 * @param service     the service's name, its address on each node
 * @param action      the action's name within the service, the {@code action} header on the bus
 * @param method      the HTTP method
 * @param path        below {@code /api}, with parameters in braces: {@code /services/{id}}; empty for an internal one
 * @param aliases     further paths for the same thing, with the same parameters
 * @param summary     a few words for the reference
 * @param description sentences for the reference, Markdown; may be empty
 * @param access      who may call it
 * @param body        what it reads besides parameters
 * @param request     the request record
 * @param answer      what it answers
 * @param failures    the codes of its own, beyond those that every operation of its shape can answer
 * @param tier        the rate limit it draws on
 * @param timeLimit   how long a caller waits at most
 * @param maxRequest  bytes of the body at most
 * @param maxAnswer   bytes of the answer at most, on the bus
 * @param idempotent  whether doing it twice is doing it once, so that it may be retried on another node
 * @param keyed       whether it honours an {@code Idempotency-Key}
 */
@SuppressWarnings("UnusedTypeParameter") // O ties handlers and clients to the answer's type
public record Operation<I, O>(
        String service,
        String action,
        HttpMethod method,
        String path,
        List<String> aliases,
        String summary,
        String description,
        Access access,
        Body body,
        Class<I> request,
        Answer answer,
        Set<FailureCode> failures,
        RateTier tier,
        Duration timeLimit,
        long maxRequest,
        long maxAnswer,
        boolean idempotent,
        boolean keyed) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");

    public Operation {
        aliases = List.copyOf(aliases);
        failures = Set.copyOf(failures);
    }

    /** {@code service.action}: unique in the deployment; names the operation in logs, metrics, audit and OpenAPI. */
    public String name() {
        return service + "." + action;
    }

    /** Whether it is for other services only, and so has no route. */
    public boolean internal() {
        return access instanceof Access.Internal;
    }

    /** Whether it can be asked with one JSON object and answered with one JSON value, as over a browser's socket. */
    public boolean fitsMessage() {
        boolean asked = body instanceof Body.None || body instanceof Body.JsonObject || body instanceof Body.JsonArray;
        boolean answered = answer.isJson() || answer instanceof Answer.Empty || answer instanceof Answer.Plain;
        return asked && answered && !internal();
    }

    /** The names of the parameters in a path, in their order: {@code id} of {@code /services/{id}}. */
    public static List<String> parameters(String path) {
        return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
    }

    /** The Java type that a handler answers with, for decoding what crossed the bus. */
    public JavaType answerType() {
        TypeFactory types = TypeFactory.defaultInstance();
        return switch (answer) {
            case Answer.Json json -> types.constructType(json.type());
            case Answer.JsonArray array -> types.constructParametricType(Items.class, array.item());
            case Answer.Paged page -> types.constructParametricType(Page.class, page.item());
            case Answer.Empty empty -> types.constructType(Nothing.class);
            case Answer.Binary binary -> types.constructType(Bytes.class);
            case Answer.Streamed streamed -> types.constructType(Download.class);
            case Answer.Plain plain -> types.constructType(Text.class);
            case Answer.Elsewhere elsewhere -> types.constructType(Redirect.class);
            case Answer.Session session -> types.constructParametricType(SessionChange.class, session.type());
        };
    }
}
