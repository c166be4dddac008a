package io.busbar.bus;

import io.busbar.bus.outbound.OutboundException;
import io.busbar.data.DataException;
import io.busbar.data.listing.InvalidCursorException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An expected error with one of the {@linkplain FailureCode failure codes}. A service throws it or fails its future with it; it crosses the
 * bus, and the HTTP frontend renders it. Exceptions of the storage and of outbound calls are {@linkplain #from translated}; any other one
 * reaches the caller as {@link FailureCode#INTERNAL_SERVER_ERROR} without its message. A failure has no stack trace, because it is a result
 * rather than a bug.
 */
public final class Failure extends RuntimeException {
    private static final Duration DATABASE_RETRY_AFTER = Duration.ofSeconds(1);

    private final FailureCode code;
    private final Map<String, Object> details;
    private final List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    /**
     * One invalid field.
     *
     * @param field JSON pointer into the request, including path and query parameters: {@code /date}
     * @param msg   the problem; completes a sentence that starts with the field's name
     */
    public record FieldError(String field, String msg) {}

    public Failure(
            FailureCode code,
            String message,
            Map<String, Object> details,
            List<FieldError> errors,
            @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.code = code;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public static Failure of(FailureCode code) {
        return of(code, code.defaultMessage());
    }

    public static Failure of(FailureCode code, String message) {
        return new Failure(code, message, Map.of(), List.of(), null);
    }

    public static Failure notFound(String message) {
        return of(FailureCode.NOT_FOUND, message);
    }

    /**
     * Returns the NOT_FOUND of an object: {@code There is no such service}.
     *
     * @param noun the name of the object in the message
     */
    public static Failure noSuch(String noun) {
        return of(DataException.rowNotFound(noun));
    }

    public static Failure conflict(String message, Map<String, Object> details) {
        return new Failure(FailureCode.CONFLICT, message, details, List.of(), null);
    }

    /** Returns a VALIDATION_ERROR (400) that lists every invalid field. */
    public static Failure invalid(List<FieldError> errors) {
        return new Failure(
                FailureCode.VALIDATION_ERROR, FailureCode.VALIDATION_ERROR.defaultMessage(), Map.of(), errors, null);
    }

    /** Throws {@link #invalid(List)} if there are errors. */
    public static void throwIfAny(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw invalid(errors);
        }
    }

    public static Failure invalid(String field, String msg) {
        return invalid(List.of(new FieldError(field, msg)));
    }

    /**
     * Returns a SERVICE_UNAVAILABLE (503).
     *
     * @param retryAfter how long the client should wait before a retry
     */
    public static Failure unavailable(String message, Duration retryAfter) {
        return new Failure(FailureCode.SERVICE_UNAVAILABLE, message, Map.of(), List.of(), retryAfter);
    }

    /** Returns what an expected exception means to the caller; empty for an unexpected one. */
    public static Optional<Failure> from(Throwable cause) {
        return switch (cause) {
            case Failure failure -> Optional.of(failure);
            case OutboundException outboundException -> Optional.of(outboundException.toFailure());
            case InvalidCursorException invalidCursor ->
                Optional.of(invalid("/cursor", "is not a cursor of this list"));
            case DataException dataException -> Optional.of(of(dataException));
            default -> Optional.empty();
        };
    }

    /** Returns whether the cause means this to the caller. */
    public static boolean hasCode(Throwable cause, FailureCode code) {
        return from(cause).filter(failure -> failure.code() == code).isPresent();
    }

    private static Failure of(DataException cause) {
        return switch (cause.reason()) {
            case UNAVAILABLE -> unavailable(cause.text(), DATABASE_RETRY_AFTER);
            case STATEMENT_TIMEOUT -> of(FailureCode.DEADLINE_EXCEEDED);
            case ROW_NOT_FOUND, BLOB_NOT_FOUND -> notFound(cause.text());
            case UNIQUE_VIOLATION, CHECK_VIOLATION -> conflict(cause.text(), cause.details());
            case BLOB_TOO_LARGE -> of(FailureCode.PAYLOAD_TOO_LARGE);
            case UPLOAD_TIMEOUT -> of(FailureCode.REQUEST_TIMEOUT, cause.text());
        };
    }

    public FailureCode code() {
        return code;
    }

    /** Returns the message for the user; never null, unlike {@link #getMessage()}. */
    public String message() {
        String message = getMessage();
        return message == null ? code.defaultMessage() : message;
    }

    public Map<String, Object> details() {
        return details;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
