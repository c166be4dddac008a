package io.busbar.bus.lane;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Trace;
import io.busbar.bus.json.Json;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The caller as a header: compact JSON, read with care, since whoever reaches the bus can write one. */
final class CallerHeader {
    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,200}");

    private CallerHeader() {}

    static String write(Caller caller) {
        return Json.string(caller);
    }

    /**
     * Reads the header. Without one the caller is nobody in particular, with a trace of their own.
     *
     * @throws Failure MALFORMED_REQUEST when there is one that is not a caller; nobody is let in as less, or more, than they claimed
     */
    static Caller read(@Nullable String header, Operation<?, ?> operation) {
        Instant limit = Instant.now().plus(operation.timeLimit());
        if (header == null) {
            Trace trace = Trace.start();
            return new Caller(new Caller.Nobody(), trace.requestId(), trace.header(), limit, null, null);
        }
        try {
            Caller caller = Json.mapper().readValue(header, Caller.class);
            if (isWhole(caller)) {
                return caller.by(limit);
            }
        } catch (JsonProcessingException | RuntimeException e) {
            // Said below, without the parser's text: the header may hold what is nobody else's business.
        }
        throw Failure.of(FailureCode.MALFORMED_REQUEST, "The header caller is not a caller");
    }

    /** JSON can leave out what the record promises. */
    @SuppressWarnings("ConstantValue")
    private static boolean isWhole(@Nullable Caller caller) {
        return caller != null
                && isWhole(caller.who())
                && caller.requestId() != null
                && REQUEST_ID.matcher(caller.requestId()).matches()
                && caller.trace() != null
                && Trace.valid(caller.trace()).isPresent()
                && caller.deadline() != null
                && isWhole(caller.idempotency());
    }

    private static boolean isWhole(Caller.@Nullable Who who) {
        return switch (who) {
            case null -> false;
            case Caller.User user -> user.id() != null && user.role() != null && user.session() != null;
            case Caller.Nobody nobody -> true;
            case Caller.Program program -> program.name() != null;
        };
    }

    private static boolean isWhole(Caller.@Nullable Idempotency claim) {
        return claim == null || (claim.operation() != null && claim.key() != null && claim.fingerprint() != null);
    }
}
