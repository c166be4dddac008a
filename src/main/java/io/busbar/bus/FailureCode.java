package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonValue;

/** The codes of all failures, each with its HTTP status and default message. */
public enum FailureCode {
    VALIDATION_ERROR(400, "The request is invalid"),
    MALFORMED_REQUEST(400, "The request is malformed"),
    UNAUTHORIZED(401, "Authentication is required"),
    INVALID_CREDENTIALS(401, "The credentials are incorrect"),
    REAUTHENTICATION_REQUIRED(403, "Confirm your identity to continue"),
    ACCOUNT_SUSPENDED(403, "This account is suspended"),
    FORBIDDEN(403, "You don't have permission to do this"),
    NOT_FOUND(404, "Resource not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    REQUEST_TIMEOUT(408, "The request was not received in time"),
    CONFLICT(409, "The request conflicts with the current state"),
    REQUEST_IN_PROGRESS(409, "A request with this idempotency key is still in progress"),
    PAYLOAD_TOO_LARGE(413, "The request body is too large"),
    URI_TOO_LONG(414, "The request URI is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    IDEMPOTENCY_KEY_REUSED(422, "This idempotency key was already used for a different request"),
    TOO_MANY_ATTEMPTS(429, "Too many failed attempts; try again later"),
    RATE_LIMIT_EXCEEDED(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The request headers are too large"),
    INTERNAL_SERVER_ERROR(500, "Internal server error"),
    SERVICE_UNAVAILABLE(503, "The service is temporarily unavailable"),
    DEADLINE_EXCEEDED(504, "The service did not answer in time");

    private final int status;
    private final String defaultMessage;

    FailureCode(int status, String defaultMessage) {
        this.status = status;
        this.defaultMessage = defaultMessage;
    }

    /** Returns the code in responses: the constant's name. */
    @JsonValue
    public String code() {
        return name();
    }

    public int status() {
        return status;
    }

    /** Returns the message for failures without a more specific one. */
    public String defaultMessage() {
        return defaultMessage;
    }
}
