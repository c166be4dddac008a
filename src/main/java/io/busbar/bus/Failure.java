package io.busbar.bus;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a code of the catalogue: what a service throws or fails its future with, what crosses the bus, and what the front
 * renders. Anything else that is thrown reaches the caller as {@link FailureCode#INTERNAL_SERVER_ERROR} without its text.
 * Carries no stack trace: it is an answer, not an accident.
 */
public final class Failure extends RuntimeException {
    private final FailureCode code;
    private final Map<String, Object> details;
    private final List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    /**
     * One wrong field.
     *
     * @param field JSON pointer into the request, path and query parameters included: {@code /date}
     * @param msg   what is wrong with it
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

    public static Failure conflict(String message, Map<String, Object> details) {
        return new Failure(FailureCode.CONFLICT, message, details, List.of(), null);
    }

    /** 400 that names every wrong field. */
    public static Failure invalid(List<FieldError> errors) {
        return new Failure(
                FailureCode.VALIDATION_ERROR, FailureCode.VALIDATION_ERROR.defaultMessage(), Map.of(), errors, null);
    }

    /** Throws {@link #invalid(List)} if anything is wrong. */
    public static void throwIfAny(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw invalid(errors);
        }
    }

    public static Failure invalid(String field, String msg) {
        return invalid(List.of(new FieldError(field, msg)));
    }

    /** 503 with the time after which another try makes sense. */
    public static Failure unavailable(String message, Duration retryAfter) {
        return new Failure(FailureCode.SERVICE_UNAVAILABLE, message, Map.of(), List.of(), retryAfter);
    }

    public FailureCode code() {
        return code;
    }

    /** The text for people; never null, unlike what the supertype allows. */
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
