package io.busbar.services.users.personaldata;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Id;
import io.busbar.bus.PageRequest;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.bus.Upload;
import io.busbar.bus.response.Download;
import io.busbar.data.Blobs;
import io.busbar.services.users.PersonalDataOperations.Export;
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

/** Builds exports of a user's personal data in the background, as JSON files that are kept for seven days. */
public final class PersonalDataExports {
    private static final Duration RETENTION = Duration.ofDays(7);
    /** Time after which an export that could not be built is deleted, so that it no longer blocks a new one. */
    private static final Duration BUILD_TIMEOUT = Duration.ofDays(1);

    /** With pauses that double from two seconds up to an hour, the attempts last slightly longer than {@link #BUILD_TIMEOUT}. */
    private static final int MAX_ATTEMPTS = 36;

    private static final Duration SOURCE_TIMEOUT = Duration.ofSeconds(10);
    private static final int ACTIVITY_PAGE_SIZE = 1_000;
    private static final int MAX_ACTIVITY_ENTRIES = 20_000;

    private final ExportStore store;
    private final AuditTrail audit;
    private final Blobs blobs;
    private final Bus bus;
    private final List<PersonalDataSource> sources;

    /** The user's activity, most recent first, and whether older entries were left out. */
    private record ActivityExtract(JsonArray entries, boolean truncated) {}

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

    /**
     * Returns a new export, or the one that is running. Retries once, because an export that blocked the insert may be finished when it is
     * looked up.
     */
    private Future<Export> request(Tx tx, UUID user, boolean retry) {
        return store.insertUnlessRunningOrFull(tx, user)
                .compose(inserted -> inserted.isPresent()
                        ? Future.succeededFuture(scheduleBuild(tx, user, inserted.get()))
                        : findRunningOrRetry(tx, user, retry));
    }

    private Future<Export> findRunningOrRetry(Tx tx, UUID user, boolean retry) {
        return store.findRunning(tx, user).compose(running -> {
            if (running.isPresent()) {
                return Future.succeededFuture(running.get());
            }
            Require.that(
                    retry, () -> Failure.conflict("Export limit reached; exports expire after seven days", Map.of()));
            return request(tx, user, false);
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

    public Future<Export> get(Id request, Call<Export> call) {
        return store.read(request.id(), call.userId());
    }

    public Future<Download> download(Id request, Call<Download> call) {
        return store.readFile(request.id(), call.userId()).map(file -> new Download(file, true));
    }

    public Subscriber subscriber() {
        return new Subscriber("users.personal-data-export")
                .externalEffects()
                .maxAttempts(MAX_ATTEMPTS, Duration.ofSeconds(2))
                .on(
                        UsersEvents.EXPORT_REQUESTED,
                        (tx, event) -> build(tx, event.payload().id()))
                .on(
                        UsersEvents.EXPORT_EXPIRED,
                        (tx, event) -> store.delete(tx, event.payload().id()));
    }

    private Future<Void> build(Tx tx, UUID id) {
        return store.runningExportOwner(tx, id)
                .compose(account -> account.isEmpty() ? Future.succeededFuture() : build(tx, id, account.get()));
    }

    private Future<Void> build(Tx tx, UUID id, UUID account) {
        RequestContext requestContext = RequestContext.system("users.personal-data-export", SOURCE_TIMEOUT);
        JsonObject document = new JsonObject();
        return store.accountData(tx, account)
                .map(data ->
                        document.put("exportedAt", Instant.now().toString()).put("account", data))
                .compose(started -> addSources(document, account, requestContext))
                .compose(sourcesAdded ->
                        collectActivity(account, PageRequest.first(ACTIVITY_PAGE_SIZE), new JsonArray()))
                .map(activity -> document.put("activity", activity.entries()).put("truncated", activity.truncated()))
                .compose(complete -> blobs.write(complete.toBuffer(), "personal-data.json", "application/json"))
                .compose(file -> retainAndMarkReady(tx, id, file));
    }

    private Future<?> addSources(JsonObject document, UUID account, RequestContext requestContext) {
        return Future.all(sources.stream()
                .map(source -> source.fetch(bus, account, requestContext)
                        .onSuccess(data -> document.put(source.section(), data)))
                .toList());
    }

    private Future<Void> retainAndMarkReady(Tx tx, UUID id, Upload file) {
        Instant expiresAt = Instant.now().plus(RETENTION);
        tx.retain(file);
        tx.schedule(UsersEvents.EXPORT_EXPIRED, id.toString(), new ExportEvent(id), expiresAt);
        return store.markReady(tx, id, file, expiresAt);
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
