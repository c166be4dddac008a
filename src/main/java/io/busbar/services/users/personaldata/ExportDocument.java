package io.busbar.services.users.personaldata;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.Bus;
import io.busbar.bus.PageRequest;
import io.busbar.bus.RequestContext;
import io.busbar.bus.privacy.PersonalDataRegistry;
import io.busbar.data.Blobs;
import io.busbar.data.Upload;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Collects everything that all services hold about a user in a JSON file. */
public final class ExportDocument {
    private static final int ACTIVITY_PAGE_SIZE = 1_000;
    private static final int MAX_ACTIVITY_ENTRIES = 20_000;

    private final ExportStore store;
    private final AuditTrail audit;
    private final Blobs blobs;
    private final Bus bus;
    private final PersonalDataRegistry personalData;

    /** The user's activity, most recent first, and whether older entries were left out. */
    private record ActivityExtract(JsonArray entries, boolean truncated) {}

    public ExportDocument(
            ExportStore store, AuditTrail audit, Blobs blobs, Bus bus, PersonalDataRegistry personalData) {
        this.store = store;
        this.audit = audit;
        this.blobs = blobs;
        this.bus = bus;
        this.personalData = personalData;
    }

    /** Writes the file, which is removed after an hour unless a change retains it; empty if the account no longer exists. */
    Future<Optional<Upload>> write(UUID account, RequestContext requestContext) {
        return store.exists(account)
                .compose(exists -> exists
                        ? writeSections(account, requestContext).map(Optional::of)
                        : Future.succeededFuture(Optional.empty()));
    }

    private Future<Upload> writeSections(UUID account, RequestContext requestContext) {
        JsonObject document = new JsonObject().put("exportedAt", Instant.now().toString());
        return personalData
                .export(bus, account, requestContext)
                .map(document::mergeIn)
                .compose(added -> collectActivity(account, PageRequest.first(ACTIVITY_PAGE_SIZE), new JsonArray()))
                .map(activity -> document.put("activity", activity.entries()).put("truncated", activity.truncated()))
                .compose(complete -> blobs.write(complete.toBuffer(), "personal-data.json", "application/json"));
    }

    private Future<ActivityExtract> collectActivity(UUID account, PageRequest request, JsonArray collected) {
        return audit.listForUser(account, request).compose(page -> {
            page.items().forEach(auditEntry -> collected.add(ActivityLog.exportEntry(account, auditEntry)));
            String next = page.nextCursor();
            return next != null && collected.size() < MAX_ACTIVITY_ENTRIES
                    ? collectActivity(account, new PageRequest(ACTIVITY_PAGE_SIZE, next), collected)
                    : Future.succeededFuture(new ActivityExtract(collected, next != null));
        });
    }
}
