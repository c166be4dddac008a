package io.busbar.bus;

/** Every way a request can fail, with its HTTP status and what a person reads when nothing better is known. */
public enum FailureCode {
    VALIDATION_ERROR(400, "The request is not valid"),
    MALFORMED_REQUEST(400, "The request cannot be read"),
    UNAUTHORIZED(401, "Sign in first"),
    INVALID_CREDENTIALS(401, "That did not prove who you are"),
    REAUTHENTICATION_REQUIRED(403, "Prove once more that it is you"),
    ACCOUNT_SUSPENDED(403, "This account is suspended"),
    FORBIDDEN(403, "This is not yours to do"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This path does not answer that method"),
    REQUEST_TIMEOUT(408, "The request took too long to arrive"),
    CONFLICT(409, "This does not fit the present state"),
    REQUEST_IN_PROGRESS(409, "A request with this idempotency key is still running"),
    PAYLOAD_TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is of a type that is not read here"),
    IDEMPOTENCY_KEY_REUSED(422, "This idempotency key was used for another request"),
    TOO_MANY_ATTEMPTS(429, "Too many failed attempts; wait before the next"),
    RATE_LIMIT_EXCEEDED(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL_SERVER_ERROR(500, "Something went wrong on our side"),
    SERVICE_UNAVAILABLE(503, "Busy or not reachable right now; try again"),
    DEADLINE_EXCEEDED(504, "It took too long");

    private final int status;
    private final String defaultMessage;

    FailureCode(int status, String defaultMessage) {
        this.status = status;
        this.defaultMessage = defaultMessage;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The default text for people. */
    public String defaultMessage() {
        return defaultMessage;
    }
}
