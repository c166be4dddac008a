package io.busbar.services.users.personaldata;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.AuditTrail.AuditEntry;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import io.busbar.data.listing.Page;
import io.busbar.services.users.PersonalDataOperations.Activity;
import io.busbar.services.users.PersonalDataOperations.ActorKind;
import io.busbar.services.users.PersonalDataOperations.ListActivity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Reads a user's part of the audit trail: what the user did and what others did to the account. */
public final class ActivityLog {
    private final AuditTrail audit;

    public ActivityLog(AuditTrail audit) {
        this.audit = audit;
    }

    public Future<Page<Activity>> list(ListActivity request, Call<Page<Activity>> call) {
        boolean readerIsAdmin = call.requestContext().isAdmin();
        UUID id = request.id();
        if (!readerIsAdmin && !call.userId().equals(id)) {
            throw Failure.of(FailureCode.FORBIDDEN);
        }
        return audit.listForUser(id, request.page())
                .map(page -> page.map(auditEntry -> activity(id, auditEntry, readerIsAdmin)));
    }

    /** Returns an entry for the user's export. */
    static JsonObject exportEntry(UUID user, AuditEntry auditEntry) {
        Activity activity = activity(user, auditEntry, false);
        JsonObject json = new JsonObject()
                .put("at", activity.at().toString())
                .put("action", activity.action())
                .put("by", activity.by().name().toLowerCase(Locale.ROOT))
                .put("subjects", activity.subjects());
        return activity.ip() == null ? json : json.put("ip", activity.ip());
    }

    private static Activity activity(UUID user, AuditEntry auditEntry, boolean readerIsAdmin) {
        boolean seesAll = readerIsAdmin || isSelf(user, auditEntry);
        return new Activity(
                auditEntry.id(),
                auditEntry.at(),
                auditEntry.action(),
                actorKind(user, auditEntry),
                readerIsAdmin ? auditEntry.actor() : null,
                auditEntry.impersonator() != null,
                seesAll ? auditEntry.ip() : null,
                seesAll ? auditEntry.subjects() : List.of("user:" + user),
                auditEntry.requestId());
    }

    private static ActorKind actorKind(UUID user, AuditEntry auditEntry) {
        return switch (auditEntry.actorType()) {
            case ANONYMOUS -> ActorKind.ANONYMOUS;
            case SYSTEM -> ActorKind.SYSTEM;
            case USER -> userKind(user, auditEntry);
        };
    }

    private static ActorKind userKind(UUID user, AuditEntry auditEntry) {
        if (isSelf(user, auditEntry)) {
            return ActorKind.SELF;
        }
        return isAdmin(user, auditEntry) ? ActorKind.ADMIN : ActorKind.OTHER;
    }

    private static boolean isSelf(UUID user, AuditEntry auditEntry) {
        return user.toString().equals(auditEntry.actor()) && auditEntry.impersonator() == null;
    }

    /** Returns whether an admin acted, under the admin's own name or by impersonating the user. */
    private static boolean isAdmin(UUID user, AuditEntry auditEntry) {
        return user.toString().equals(auditEntry.actor()) || Role.ADMIN.name().equals(auditEntry.role());
    }
}
