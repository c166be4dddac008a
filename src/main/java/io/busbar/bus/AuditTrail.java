package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.vertx.core.Future;
import jakarta.validation.constraints.NotNull;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who changed what, as the changes themselves wrote it down. */
public interface AuditTrail {

    /** Who can do something. */
    enum ActorType {
        USER,
        ANONYMOUS,
        SYSTEM;

        private static final WireNames<ActorType> NAMES = WireNames.of(ActorType.class);

        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything else is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static ActorType of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    /** One change. */
    record AuditEntry(
            @NotNull @Doc(value = "Its id; rises with time.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "When.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime at,

            @NotNull @Doc(value = "What was done.", example = "auth.login")
            String action,

            @NotNull @Doc(value = "Whether a person, somebody not signed in, or a program did it.", example = "user")
            ActorType actorType,

            @Nullable
            @Doc(value = "The person or program that did it.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            String actor,

            @Nullable @Doc(value = "What the person was then; null for anybody else.", example = "customer")
            Role role,

            @Nullable
            @Doc(
                    value = "The admin who acted as that person, if one did.",
                    example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID impersonator,

            @Nullable @Doc(value = "Where the request came from.", example = "203.0.113.7")
            String ip,

            @NotNull @Doc(value = "What it was about.", example = "[\"session:0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14\"]")
            List<String> subjects,

            @NotNull @Doc(value = "The request behind it.", example = "4bf92f3577b34da6")
            String requestId) {}

    /**
     * What a person did, and what was done about them ({@code tx.about("user", id)}), the newest first.
     *
     * @param before entries older than this one; null for the start
     * @param limit  at most this many
     */
    Future<List<AuditEntry>> listForUser(UUID user, @Nullable UUID before, int limit);
}
