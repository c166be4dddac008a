package io.busbar.bus;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation in the making: who may call it, what it takes, its limits, and last what it answers, which completes it. Defaults are
 * those of an ordinary request: 5 s, 64 KB in, 1 MB out, the general rate limit. GET, PUT and DELETE are idempotent; a POST that
 * creates honours an idempotency key.
 */
public final class Declaration<I> {
    private final Contract contract;
    private final HttpMethod method;
    private final String action;
    private final String path;
    private final List<String> aliases;
    private final Class<I> request;
    private String summary = "";
    private String description = "";
    private @Nullable Access access;
    private Body body = new Body.None();
    private final Set<FailureCode> failures = EnumSet.noneOf(FailureCode.class);
    private RateTier tier = RateTier.GENERAL;
    private Duration timeLimit = Duration.ofSeconds(5);
    private long maxRequest = 64 << 10;
    private long maxAnswer = 1 << 20;
    private boolean idempotent;

    Declaration(
            Contract contract, HttpMethod method, String action, String path, List<String> aliases, Class<I> request) {
        this.contract = contract;
        this.method = method;
        this.action = action;
        this.path = path;
        this.aliases = aliases;
        this.request = request;
        this.idempotent = !method.equals(HttpMethod.POST);
    }

    /** A few words for the reference; required. */
    public Declaration<I> summary(String text) {
        summary = text;
        return this;
    }

    /** Sentences for the reference, Markdown. */
    public Declaration<I> description(String text) {
        description = text;
        return this;
    }

    /** Who may call it; required. */
    public Declaration<I> allow(Access rule) {
        access = rule;
        return this;
    }

    /** Codes that this operation can answer beyond those of every operation of its shape. */
    public Declaration<I> fails(FailureCode... codes) {
        failures.addAll(Set.of(codes));
        return this;
    }

    public Declaration<I> tier(RateTier rateTier) {
        tier = rateTier;
        return this;
    }

    public Declaration<I> within(Duration limit) {
        timeLimit = limit;
        return this;
    }

    /** The largest body, in bytes. */
    public Declaration<I> maxRequest(long bytes) {
        maxRequest = bytes;
        return this;
    }

    /** The largest answer, in bytes. */
    public Declaration<I> maxAnswer(long bytes) {
        maxAnswer = bytes;
        return this;
    }

    /** Says of a POST that doing it twice is doing it once. */
    public Declaration<I> idempotent() {
        idempotent = true;
        return this;
    }

    /** Path and query parameters, and for POST and PUT a JSON object, merged into this record. */
    public <J extends Record> Declaration<J> takes(Class<J> type) {
        boolean writes = method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT);
        return taking(type, writes ? new Body.JsonObject() : new Body.None());
    }

    /** Parameters alone, whatever the method. */
    public <J extends Record> Declaration<J> takesParameters(Class<J> type) {
        return taking(type, new Body.None());
    }

    /** A JSON array as this component, parameters as the others. */
    public <J extends Record> Declaration<J> takesArray(Class<J> type, String component) {
        return taking(type, new Body.JsonArray(component));
    }

    /** A multipart form: its fields and its files, the latter as {@link Upload} components. */
    public <J extends Record> Declaration<J> takesForm(Class<J> type) {
        return taking(type, new Body.Multipart());
    }

    /** The raw bytes as this component. */
    public <J extends Record> Declaration<J> takesRaw(Class<J> type, String component, String... mediaTypes) {
        return taking(type, new Body.Raw(component, Set.of(mediaTypes)));
    }

    /** Bytes of any type, streamed to the blob store, as this {@link Upload} component. */
    public <J extends Record> Declaration<J> takesStream(Class<J> type, String component) {
        return taking(type, new Body.Stream(component));
    }

    public <O extends Record> Operation<I, O> answers(Class<O> type) {
        return complete(new Answer.Json(type, 200));
    }

    /** 201, and with an idempotency key at most once. */
    public <O extends Record> Operation<I, O> creates(Class<O> type) {
        return complete(new Answer.Json(type, 201));
    }

    /** 202: the work goes on; the record says where to look. */
    public <O extends Record> Operation<I, O> accepts(Class<O> type) {
        return complete(new Answer.Json(type, 202));
    }

    public <T> Operation<I, Items<T>> answersItems(Class<T> item) {
        return complete(new Answer.JsonArray(item, 200));
    }

    /** 201 with all that was made. */
    public <T> Operation<I, Items<T>> createsItems(Class<T> item) {
        return complete(new Answer.JsonArray(item, 201));
    }

    public <T> Operation<I, Page<T>> answersPage(Class<T> item) {
        return complete(new Answer.Paged(item));
    }

    public Operation<I, Nothing> answersNothing() {
        return complete(new Answer.Empty());
    }

    public Operation<I, Bytes> answersBytes(String... mediaTypes) {
        return complete(new Answer.Binary(Set.of(mediaTypes)));
    }

    public Operation<I, Download> answersStream() {
        return complete(new Answer.Streamed());
    }

    public Operation<I, Text> answersText(String mediaType) {
        return complete(new Answer.Plain(mediaType));
    }

    public Operation<I, Redirect> redirects() {
        return complete(new Answer.Elsewhere());
    }

    public <B extends Record> Operation<I, SessionChange<B>> changesSession(Class<B> type) {
        return complete(new Answer.Session(type, 200));
    }

    private <J> Declaration<J> taking(Class<J> type, Body kind) {
        Declaration<J> copy = new Declaration<>(contract, method, action, path, aliases, type);
        copy.summary = summary;
        copy.description = description;
        copy.access = access;
        copy.body = kind;
        copy.failures.addAll(failures);
        copy.tier = tier;
        copy.timeLimit = timeLimit;
        copy.maxRequest = maxRequest;
        copy.maxAnswer = maxAnswer;
        copy.idempotent = idempotent;
        return copy;
    }

    private <O> Operation<I, O> complete(Answer answer) {
        if (access == null) {
            throw new IllegalStateException(contract.service() + "." + action + " does not say who may call it");
        }
        if (access.isAlike() && !(method.equals(HttpMethod.GET) && answer.isJson())) {
            throw new IllegalStateException(contract.service() + "." + action + " is no reading of JSON to be shared");
        }
        boolean keyed = method.equals(HttpMethod.POST)
                && answer.status() != 204
                && !(answer instanceof Answer.Session)
                && (answer.status() == 201 || answer.status() == 202);
        Operation<I, O> operation = new Operation<>(
                contract.service(),
                action,
                method,
                path,
                aliases,
                summary,
                description,
                access,
                body,
                request,
                answer,
                failures,
                tier,
                timeLimit,
                maxRequest,
                maxAnswer,
                idempotent,
                keyed);
        contract.add(operation);
        return operation;
    }
}
