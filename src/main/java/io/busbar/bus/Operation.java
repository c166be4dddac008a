package io.busbar.bus;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.busbar.bus.response.BinaryContent;
import io.busbar.bus.response.Download;
import io.busbar.bus.response.Redirect;
import io.busbar.bus.response.Response;
import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.TextContent;
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
 * @param requestBody        what it reads besides parameters
 * @param request     the request record
 * @param response      what it answers
 * @param failures    the codes of its own, beyond those that every operation of its shape can answer
 * @param tier        the rate limit it draws on
 * @param timeout   how long a caller waits at most
 * @param maxRequest  bytes of the body at most
 * @param maxResponse   bytes of the answer at most, on the bus
 * @param idempotent  whether doing it twice is doing it once, so that it may be retried on another node
 * @param supportsIdempotencyKey       whether it honours an {@code Idempotency-Key}
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
        RequestBody requestBody,
        Class<I> request,
        Response response,
        Set<FailureCode> failures,
        RateTier tier,
        Duration timeout,
        long maxRequest,
        long maxResponse,
        boolean idempotent,
        boolean supportsIdempotencyKey) {

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
    public boolean isInternal() {
        return access instanceof Access.Internal;
    }

    /** Whether it can be asked with one JSON object and answered with one JSON value, as over a browser's socket. */
    public boolean supportsBridge() {
        boolean jsonRequest = requestBody instanceof RequestBody.NoBody
                || requestBody instanceof RequestBody.JsonObjectBody
                || requestBody instanceof RequestBody.JsonArrayBody;
        boolean jsonResponse = response.isJson()
                || response instanceof Response.NoContentResult
                || response instanceof Response.TextResult;
        return jsonRequest && jsonResponse && !isInternal();
    }

    /** The names of the parameters in a path, in their order: {@code id} of {@code /services/{id}}. */
    public static List<String> pathParameters(String path) {
        return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
    }

    /** The Java type that a handler answers with, for decoding what crossed the bus. */
    public JavaType resultType() {
        TypeFactory types = TypeFactory.defaultInstance();
        return switch (response) {
            case Response.JsonResult jsonResult -> types.constructType(jsonResult.type());
            case Response.JsonArrayResult array -> types.constructParametricType(ListResult.class, array.item());
            case Response.PageResult page -> types.constructParametricType(Page.class, page.item());
            case Response.NoContentResult noContentResult -> types.constructType(Empty.class);
            case Response.BinaryResult binaryResult -> types.constructType(BinaryContent.class);
            case Response.StreamResult streamResult -> types.constructType(Download.class);
            case Response.TextResult textResult -> types.constructType(TextContent.class);
            case Response.RedirectResult redirectResult -> types.constructType(Redirect.class);
            case Response.SessionResult sessionResult ->
                types.constructParametricType(SessionChange.class, sessionResult.type());
        };
    }
}
