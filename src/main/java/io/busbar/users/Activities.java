package io.busbar.users;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.AuditTrail.Entry;
import io.busbar.bus.Call;
import io.busbar.bus.Cursor;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Page;
import io.busbar.bus.Role;
import io.busbar.users.PersonalDataOperations.Activity;
import io.busbar.users.PersonalDataOperations.Doer;
import io.busbar.users.PersonalDataOperations.ReadActivity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A person's slice of the audit: what they did and what was done about them. */
final class Activities {
    private final AuditTrail audit;

    Activities(AuditTrail audit) {
        this.audit = audit;
    }

    Future<Page<Activity>> list(ReadActivity request, Call<Page<Activity>> call) {
        boolean admin = call.caller().isAdmin();
        UUID id = request.id();
        if (!admin && !call.user().equals(id)) {
            throw Failure.of(FailureCode.FORBIDDEN);
        }
        int limit = request.limit() == null ? Page.DEFAULT_LIMIT : request.limit();
        return audit.of(id, request.cursor() == null ? null : before(request.cursor()), limit + 1)
                .map(entries -> {
                    boolean more = entries.size() > limit;
                    List<Entry> shown = more ? entries.subList(0, limit) : entries;
                    return new Page<>(
                            shown.stream()
                                    .map(entry -> activity(id, entry, admin))
                                    .toList(),
                            more ? Cursor.of(shown.getLast().id()).encode() : null,
                            null);
                });
    }

    /** For the person's export. */
    static JsonObject forTheirOwnEyes(UUID person, Entry entry) {
        Activity activity = activity(person, entry, false);
        JsonObject json = new JsonObject()
                .put("at", activity.at().toString())
                .put("action", activity.action())
                .put("by", activity.by().name().toLowerCase(Locale.ROOT))
                .put("subjects", activity.subjects());
        return activity.ip() == null ? json : json.put("ip", activity.ip());
    }

    private static Activity activity(UUID person, Entry entry, boolean admin) {
        String self = person.toString();
        boolean own = self.equals(entry.actor());
        boolean seesAll = admin || (own && entry.impersonator() == null);
        return new Activity(
                entry.id(),
                entry.at(),
                entry.action(),
                doer(own, entry),
                admin ? entry.actor() : null,
                entry.impersonator() != null,
                seesAll ? entry.ip() : null,
                seesAll ? entry.subjects() : List.of("user:" + self),
                entry.requestId());
    }

    private static Doer doer(boolean own, Entry entry) {
        return switch (entry.actorKind()) {
            case NOBODY -> Doer.VISITOR;
            case PROGRAM -> Doer.SYSTEM;
            case USER -> {
                if (own && entry.impersonator() == null) {
                    yield Doer.SELF;
                }
                yield own || entry.role() == Role.ADMIN ? Doer.ADMIN : Doer.OTHER;
            }
        };
    }

    private static UUID before(String cursor) {
        try {
            return UUID.fromString(Cursor.decode(cursor, 1).values().getFirst());
        } catch (IllegalArgumentException e) {
            throw Cursor.unknown();
        }
    }
}
