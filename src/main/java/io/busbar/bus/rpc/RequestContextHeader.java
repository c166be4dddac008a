package io.busbar.bus.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.bus.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the request context as a header of compact JSON. Any client of the event bus can send this header, so it is validated when read.
 */
final class RequestContextHeader {
    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,200}");

    private RequestContextHeader() {}

    static String write(RequestContext requestContext) {
        return Json.string(requestContext);
    }

    /**
     * Reads the header. Without a header the request is anonymous and starts a new trace.
     *
     * @throws Failure MALFORMED_REQUEST if the header is malformed; there is no fallback to another context, because that could
     *     change the caller's rights
     */
    static RequestContext read(@Nullable String header, Operation<?, ?> operation) {
        return read(header, operation.timeout());
    }

    /** Reads the header of a call whose operation is not known yet, in the same way. */
    static RequestContext read(@Nullable String header, Duration timeout) {
        Instant limit = Instant.now().plus(timeout);
        if (header == null) {
            TraceContext traceContext = TraceContext.newTrace();
            return new RequestContext(
                    new RequestContext.AnonymousPrincipal(),
                    traceContext.requestId(),
                    traceContext.traceparent(),
                    limit,
                    null,
                    null);
        }
        try {
            RequestContext requestContext = Json.mapper().readValue(header, RequestContext.class);
            if (isComplete(requestContext)) {
                return requestContext.withEarlierDeadline(limit);
            }
        } catch (JsonProcessingException | RuntimeException e) {
            // Reported below without the parser's message, which may quote confidential values of the header.
        }
        throw Failure.of(FailureCode.MALFORMED_REQUEST, "The caller header is malformed");
    }

    /** Returns whether all required fields are there: Jackson leaves missing fields null, even those that the record declares non-null. */
    @SuppressWarnings("ConstantValue")
    private static boolean isComplete(@Nullable RequestContext requestContext) {
        return requestContext != null
                && isComplete(requestContext.principal())
                && requestContext.requestId() != null
                && REQUEST_ID.matcher(requestContext.requestId()).matches()
                && requestContext.traceparent() != null
                && TraceContext.parse(requestContext.traceparent()).isPresent()
                && requestContext.deadline() != null
                && isComplete(requestContext.idempotency());
    }

    private static boolean isComplete(RequestContext.@Nullable Principal principal) {
        return switch (principal) {
            case null -> false;
            case RequestContext.UserPrincipal user ->
                user.id() != null && user.role() != null && user.session() != null;
            case RequestContext.AnonymousPrincipal anonymous -> true;
            case RequestContext.SystemPrincipal systemPrincipal -> systemPrincipal.name() != null;
        };
    }

    private static boolean isComplete(RequestContext.@Nullable Idempotency idempotency) {
        return idempotency == null
                || (idempotency.operation() != null && idempotency.key() != null && idempotency.fingerprint() != null);
    }
}
