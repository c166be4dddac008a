package io.busbar.bus.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.bus.json.Json;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The caller as a header: compact JSON, read with care, since whoever reaches the bus can write one. */
final class RequestContextHeader {
    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,200}");

    private RequestContextHeader() {}

    static String write(RequestContext requestContext) {
        return Json.string(requestContext);
    }

    /**
     * Reads the header. Without one the caller is nobody in particular, with a trace of their own.
     *
     * @throws Failure MALFORMED_REQUEST when there is one that is not a caller; nobody is let in as less, or more, than they claimed
     */
    static RequestContext read(@Nullable String header, Operation<?, ?> operation) {
        Instant limit = Instant.now().plus(operation.timeout());
        if (header == null) {
            TraceContext traceContext = TraceContext.newTrace();
            return new RequestContext(
                    new RequestContext.Anonymous(),
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
            // Said below, without the parser's text: the header may hold what is nobody else's business.
        }
        throw Failure.of(FailureCode.MALFORMED_REQUEST, "The caller header is malformed");
    }

    /** JSON can leave out what the record promises. */
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
            case RequestContext.User user -> user.id() != null && user.role() != null && user.session() != null;
            case RequestContext.Anonymous anonymous -> true;
            case RequestContext.SystemPrincipal systemPrincipal -> systemPrincipal.name() != null;
        };
    }

    private static boolean isComplete(RequestContext.@Nullable Idempotency claim) {
        return claim == null || (claim.operation() != null && claim.key() != null && claim.fingerprint() != null);
    }
}
