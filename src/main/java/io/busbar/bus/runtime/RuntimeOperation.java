package io.busbar.bus.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.RateTier;
import java.time.Duration;
import java.util.Objects;

/**
 * One operation as it is declared at run time. It behaves like an operation of the code with the same properties.
 *
 * @param action           the operation's name within the service that hosts it
 * @param method           GET, POST, PUT or DELETE
 * @param path             the path below {@code /api}, with parameters in braces, within the prefix of the service
 * @param summary          the title in the API reference
 * @param description      the longer description in the API reference, in Markdown; may be empty
 * @param access           the rule that decides who may call it
 * @param request          the JSON Schema of the request, one object: path parameters by name, and for GET and DELETE the query
 *     parameters, for POST and PUT the fields of the body
 * @param response         the success response
 * @param tier             the rate limit that applies
 * @param timeout          the longest time a caller waits
 * @param maxRequestBytes  the largest body in bytes
 * @param maxResponseBytes the largest response in bytes
 * @param idempotent       whether repeating it has no further effect; always so for GET, PUT and DELETE. A POST with the status 201 or
 *     202 honors an {@code Idempotency-Key} in either case.
 */
public record RuntimeOperation(
        String action,
        String method,
        String path,
        String summary,
        String description,
        Access access,
        ObjectNode request,
        RuntimeResponse response,
        RateTier tier,
        Duration timeout,
        long maxRequestBytes,
        long maxResponseBytes,
        boolean idempotent) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final long DEFAULT_MAX_REQUEST_BYTES = 64 << 10;
    private static final long DEFAULT_MAX_RESPONSE_BYTES = 1 << 20;

    public RuntimeOperation {
        Objects.requireNonNull(access, "an operation without access rule");
    }

    /**
     * Creates an operation with the defaults of an ordinary request: 5 s, 64 KB for the request, 1 MB for the response, the general rate
     * limit.
     */
    public static RuntimeOperation of(
            String action,
            String method,
            String path,
            String summary,
            Access access,
            ObjectNode request,
            RuntimeResponse response) {
        return new RuntimeOperation(
                action,
                method,
                path,
                summary,
                "",
                access,
                request,
                response,
                RateTier.GENERAL,
                DEFAULT_TIMEOUT,
                DEFAULT_MAX_REQUEST_BYTES,
                DEFAULT_MAX_RESPONSE_BYTES,
                false);
    }
}
