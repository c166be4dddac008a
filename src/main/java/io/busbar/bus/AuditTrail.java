package io.busbar.bus;

import io.busbar.data.listing.Page;
import io.busbar.data.listing.Pageable;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the record of who changed what. The transaction that makes a change writes its entry. */
public interface AuditTrail {

    /** The kind of principal that made a change. */
    enum ActorType {
        USER,
        ANONYMOUS,
        SYSTEM
    }

    /** The audit entry of one change. */
    record AuditEntry(
            @Doc(value = "The entry's ID. IDs rise with time.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The time of the change.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime at,

            @Doc(value = "The operation or action that made the change.", example = "auth.login")
            String action,

            @Doc(value = "The kind of principal that made the change.", example = "user")
            ActorType actorType,

            @Nullable
            @Doc(
                    value = "The user's ID or the system component's name.",
                    example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            String actor,

            @Nullable @Doc(value = "The user's role at the time; absent for other actors.", example = "customer")
            String role,

            @Nullable
            @Doc(
                    value = "The ID of the admin who acted as the user, if any.",
                    example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID impersonator,

            @Nullable @Doc(value = "The client's IP address.", example = "203.0.113.7")
            String ip,

            @Doc(
                    value = "The objects that the change concerns.",
                    example = "[\"session:0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14\"]")
            List<String> subjects,

            @Doc(value = "The ID of the request that caused the change.", example = "4bf92f3577b34da6")
            String requestId) {}

    /**
     * Returns the changes that a user made and those that concern the user ({@code tx.auditSubject("user", id)}), most recent first.
     *
     * @param request the page; any size
     */
    Future<Page<AuditEntry>> listForUser(UUID user, Pageable request);
}
