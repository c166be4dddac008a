package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf something happens, and by when. Travels with every message as one header that only a front or a service sets.
 *
 * @param principal         the person, nobody, or a program of this deployment
 * @param requestId   names the request in answers, logs and audit; the same on every hop
 * @param traceparent       W3C {@code traceparent} of the hop that made this caller
 * @param deadline    when the answer stops being of use; work past it is dropped
 * @param ip          the client's address as the front saw it; absent for programs
 * @param idempotency the claim of a keyed request; absent otherwise
 */
public record RequestContext(
        Principal principal,
        String requestId,
        String traceparent,
        Instant deadline,
        @Nullable String ip,
        @Nullable Idempotency idempotency) {

    /** The kinds of caller. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = User.class, name = "user"),
        @JsonSubTypes.Type(value = Anonymous.class, name = "anonymous"),
        @JsonSubTypes.Type(value = SystemPrincipal.class, name = "system")
    })
    public sealed interface Principal {}

    /**
     * A signed-in person.
     *
     * @param session      the family of tokens they came with
     * @param impersonator the admin who acts as them; null when it is they themselves
     */
    public record User(
            UUID id, Role role, String session, @Nullable UUID impersonator) implements Principal {
        /** The person themselves. */
        public User(UUID id, Role role, String session) {
            this(id, role, session, null);
        }
    }

    /** Somebody not signed in. */
    public record Anonymous() implements Principal {}

    /** The deployment itself: a timer, a delivery, a command line. Passes every access rule. */
    public record SystemPrincipal(String name) implements Principal {}

    /**
     * An {@code Idempotency-Key} of a request (draft-ietf-httpapi-idempotency-key-header).
     *
     * @param operation   the operation it was sent to; the claim is void in any other
     * @param key         1 to 255 printable ASCII characters
     * @param fingerprint hash of the request; the same key with another one is refused
     */
    public record Idempotency(String operation, String key, String fingerprint) {}

    /** A program that starts something by itself, with a request id of its own. */
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

    /** The person's id, or empty for anybody else. */
    public Optional<UUID> userId() {
        return principal instanceof User user ? Optional.of(user.id()) : Optional.empty();
    }

    public boolean isAdmin() {
        return principal instanceof User user && user.role() == Role.ADMIN;
    }

    /** The same caller with the earlier of the two deadlines. */
    public RequestContext withEarlierDeadline(Instant otherDeadline) {
        return otherDeadline.isBefore(deadline)
                ? new RequestContext(principal, requestId, traceparent, otherDeadline, ip, idempotency)
                : this;
    }

    /** The same caller on its next hop: a new span of the same trace, and no claim unless it was made for this operation. */
    public RequestContext nextHop(Operation<?, ?> operation) {
        Idempotency carriedIdempotency =
                idempotency != null && idempotency.operation().equals(operation.name()) ? idempotency : null;
        return new RequestContext(
                principal, requestId, TraceContext.nextSpan(traceparent), deadline, ip, carriedIdempotency);
    }

    /** Somebody who asks the same and says nothing of themselves. */
    public RequestContext asAnonymous() {
        return new RequestContext(new Anonymous(), requestId, traceparent, deadline, null, null);
    }

    public boolean isExpired() {
        return !Instant.now().isBefore(deadline);
    }
}
