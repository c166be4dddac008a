package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The principal, deadline and trace of a request. It travels with every message as one header that only the HTTP frontend and services set.
 *
 * @param principal   the user, the system or an anonymous caller
 * @param requestId   names the request in responses, logs and audit; the same on every hop
 * @param traceparent the W3C {@code traceparent} of the hop that created this context
 * @param deadline    work that is not done by then is dropped
 * @param ip          the client's IP address as seen by the HTTP frontend; null for the system and after {@link #asAnonymous}
 * @param idempotency the request's idempotency key; null if it has none
 */
public record RequestContext(
        Principal principal,
        String requestId,
        String traceparent,
        Instant deadline,
        @Nullable String ip,
        @Nullable Idempotency idempotency) {

    /** The user, the system or an anonymous caller in whose name a call runs. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = UserPrincipal.class, name = "user"),
        @JsonSubTypes.Type(value = AnonymousPrincipal.class, name = "anonymous"),
        @JsonSubTypes.Type(value = SystemPrincipal.class, name = "system")
    })
    public sealed interface Principal {
        /** Returns whether this is a user with the admin role. */
        default boolean isAdmin() {
            return this instanceof UserPrincipal user && user.role().equals(Role.ADMIN);
        }
    }

    /**
     * A signed-in user.
     *
     * @param session      the ID of the session that the access token belongs to
     * @param impersonator the ID of the admin who acts as this user; null without impersonation
     */
    public record UserPrincipal(
            UUID id, Role role, String session, @Nullable UUID impersonator) implements Principal {
        /** Creates a user who is not impersonated. */
        public UserPrincipal(UUID id, Role role, String session) {
            this(id, role, session, null);
        }
    }

    /** A caller that is not signed in. */
    public record AnonymousPrincipal() implements Principal {}

    /** The deployment itself: a timer, a delivery or a command line. It passes every access rule. */
    public record SystemPrincipal(String name) implements Principal {}

    /**
     * An {@code Idempotency-Key} of a request (draft-ietf-httpapi-idempotency-key-header).
     *
     * @param operation   the operation that received the key; other operations ignore it
     * @param key         1 to 255 printable ASCII characters
     * @param fingerprint a hash of the request; a different request with the same key is refused
     */
    public record Idempotency(String operation, String key, String fingerprint) {}

    /** Creates the context of work that the system starts itself, with a new request ID. */
    public static RequestContext system(String name, Duration timeout) {
        TraceContext traceContext = TraceContext.newTrace();
        return new RequestContext(
                new SystemPrincipal(name),
                traceContext.requestId(),
                traceContext.traceparent(),
                Instant.now().plus(timeout),
                null,
                null);
    }

    /** Returns the user; empty for other principals. */
    public Optional<UserPrincipal> user() {
        return principal instanceof UserPrincipal user ? Optional.of(user) : Optional.empty();
    }

    /** Returns the user's ID; empty for other principals. */
    public Optional<UUID> userId() {
        return user().map(UserPrincipal::id);
    }

    public boolean isAdmin() {
        return principal.isAdmin();
    }

    /** Returns this context with the earlier of the two deadlines. */
    public RequestContext withEarlierDeadline(Instant otherDeadline) {
        return otherDeadline.isBefore(deadline)
                ? new RequestContext(principal, requestId, traceparent, otherDeadline, ip, idempotency)
                : this;
    }

    /**
     * Returns this context for a call of another operation: a new span of the same trace, without the idempotency key unless it belongs to
     * that operation.
     */
    public RequestContext nextHop(Operation<?, ?> operation) {
        Idempotency carriedIdempotency =
                idempotency != null && idempotency.operation().equals(operation.name()) ? idempotency : null;
        return new RequestContext(
                principal, requestId, TraceContext.nextSpan(traceparent), deadline, ip, carriedIdempotency);
    }

    /** Returns this context with an anonymous principal and without the IP address and idempotency key. */
    public RequestContext asAnonymous() {
        return new RequestContext(new AnonymousPrincipal(), requestId, traceparent, deadline, null, null);
    }

    public boolean isExpired() {
        return !Instant.now().isBefore(deadline);
    }
}
