package io.busbar.services.users.personaldata;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.AuditTrail.AuditEntry;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.bus.response.Download;
import io.busbar.data.Blobs;
import io.busbar.services.users.PersonalDataOperations.Export;
import io.busbar.services.users.PersonalDataOperations.GetExport;
import io.busbar.services.users.UsersEvents;
import io.busbar.services.users.UsersEvents.ExportEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All that is kept about somebody, in one file for them. Made in the background, there for seven days. */
public final class PersonalDataExports {
    private static final Duration RETENTION = Duration.ofDays(7);
    /** After this long one that could not be made stands in the way no longer. */
    private static final Duration BUILD_TIMEOUT = Duration.ofDays(1);

    /** With pauses that double from two seconds up to an hour: a little longer than that. */
    private static final int MAX_ATTEMPTS = 36;

    private static final Duration SOURCE_TIMEOUT = Duration.ofSeconds(10);
    private static final int ACTIVITY_PAGE_SIZE = 1_000;
    private static final int MAX_ACTIVITY_ENTRIES = 20_000;

    private final ExportStore store;
    private final AuditTrail audit;
    private final Blobs blobs;
    private final Bus bus;
    private final List<PersonalDataSource> sources;

    /** What somebody did, the newest first, and whether there was more than a file holds. */
    private record ActivityExtract(JsonArray entries, boolean truncated) {}

    /** With the other services that keep something. */
    public PersonalDataExports(
            ExportStore store, AuditTrail audit, Blobs blobs, Bus bus, List<PersonalDataSource> sources) {
        this.store = store;
        this.audit = audit;
        this.blobs = blobs;
        this.bus = bus;
        this.sources = sources;
    }

    public Future<Export> request(Empty request, Call<Export> call) {
        UUID user = call.userId();
        return call.change(tx -> request(tx, user, true));
    }

    /** A new one, or the one being made; what was in the way can be ready by the time it is looked for, and then is in the way no longer. */
    private Future<Export> request(Tx tx, UUID user, boolean retry) {
        return store.insert(tx, user).compose(inserted -> {
            if (inserted.isPresent()) {
                return Future.succeededFuture(scheduleBuild(tx, user, inserted.get()));
            }
            return store.running(tx, user).compose(running -> {
                if (running.isPresent()) {
                    return Future.succeededFuture(running.get());
                }
                return retry
                        ? request(tx, user, false)
                        : Future.failedFuture(
                                Failure.conflict("There are enough exports; they go after seven days", Map.of()));
            });
        });
    }

    private static Export scheduleBuild(Tx tx, UUID user, Export export) {
        tx.auditSubject("user", user);
        ExportEvent event = new ExportEvent(export.id());
        tx.publish(UsersEvents.EXPORT_REQUESTED, user.toString(), event);
        tx.schedule(
                UsersEvents.EXPORT_EXPIRED,
                export.id().toString(),
                event,
                Instant.now().plus(BUILD_TIMEOUT));
        return export;
    }

    public Future<Export> get(GetExport request, Call<Export> call) {
        return store.read(request.id(), call.userId());
    }

    public Future<Download> download(GetExport request, Call<Download> call) {
        return store.upload(request.id(), call.userId()).map(upload -> new Download(upload, true));
    }

    public Subscriber subscriber() {
        return new Subscriber("users.personal-data-export")
                .externalEffects()
                .maxAttempts(MAX_ATTEMPTS, Duration.ofSeconds(2))
                .on(
                        UsersEvents.EXPORT_REQUESTED,
                        (tx, requested) -> build(tx, requested.payload().id()))
                .on(
                        UsersEvents.EXPORT_EXPIRED,
                        (tx, due) -> store.delete(tx, due.payload().id()));
    }

    private Future<Void> build(Tx tx, UUID id) {
        return store.runningExportOwner(tx, id)
                .compose(account -> account.isEmpty() ? Future.succeededFuture() : build(tx, id, account.get()));
    }

    private Future<Void> build(Tx tx, UUID id, UUID account) {
        RequestContext requestContext = RequestContext.system("users.personal-data-export", SOURCE_TIMEOUT);
        JsonObject document = new JsonObject();
        return store.data(tx, account)
                .compose(data -> {
                    document.put("exportedAt", Instant.now().toString()).put("account", data);
                    return Future.all(sources.stream()
                            .map(source -> source.fetch(bus, account, requestContext)
                                    .onSuccess(part -> document.put(source.section(), part)))
                            .toList());
                })
                .compose(collected -> activity(account, null, new JsonArray()))
                .compose(activity -> {
                    document.put("activity", activity.entries()).put("truncated", activity.truncated());
                    return blobs.write(document.toBuffer(), "personal-data.json", "application/json");
                })
                .compose(upload -> {
                    Instant expiresAt = Instant.now().plus(RETENTION);
                    tx.retain(upload);
                    tx.schedule(UsersEvents.EXPORT_EXPIRED, id.toString(), new ExportEvent(id), expiresAt);
                    return store.finish(tx, id, upload, expiresAt);
                });
    }

    private Future<ActivityExtract> activity(UUID account, @Nullable UUID before, JsonArray collected) {
        return audit.listForUser(account, before, ACTIVITY_PAGE_SIZE + 1).compose(entries -> {
            boolean more = entries.size() > ACTIVITY_PAGE_SIZE;
            List<AuditEntry> page = more ? entries.subList(0, ACTIVITY_PAGE_SIZE) : entries;
            page.forEach(auditEntry -> collected.add(ActivityLog.exportEntry(account, auditEntry)));
            return more && collected.size() < MAX_ACTIVITY_ENTRIES
                    ? activity(account, page.getLast().id(), collected)
                    : Future.succeededFuture(new ActivityExtract(collected, more));
        });
    }
}
