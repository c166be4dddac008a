package io.busbar.users;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.AuditTrail.Entry;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Download;
import io.busbar.bus.Failure;
import io.busbar.bus.Nothing;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.data.Blobs;
import io.busbar.users.PersonalDataOperations.Export;
import io.busbar.users.PersonalDataOperations.ReadExport;
import io.busbar.users.UsersEvents.ExportChanged;
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
final class Exports {
    private static final Duration KEPT = Duration.ofDays(7);
    /** After this long one that could not be made stands in the way no longer. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** With pauses that double from two seconds up to an hour: a little longer than that. */
    private static final int ATTEMPTS = 36;

    private static final Duration ASKING = Duration.ofSeconds(10);
    private static final int ACTIVITY_PAGE = 1_000;
    private static final int ACTIVITY_MOST = 20_000;

    private final ExportStore store;
    private final AuditTrail audit;
    private final Blobs blobs;
    private final Bus bus;
    private final List<PersonalDataSource> others;

    /** What somebody did, the newest first, and whether there was more than a file holds. */
    private record Told(JsonArray entries, boolean truncated) {}

    /** With the other services that keep something. */
    Exports(ExportStore store, AuditTrail audit, Blobs blobs, Bus bus, List<PersonalDataSource> others) {
        this.store = store;
        this.audit = audit;
        this.blobs = blobs;
        this.bus = bus;
        this.others = others;
    }

    Future<Export> request(Nothing request, Call<Export> call) {
        UUID user = call.user();
        return call.change(tx -> request(tx, user, true));
    }

    /** A new one, or the one being made; what was in the way can be ready by the time it is looked for, and then is in the way no longer. */
    private Future<Export> request(Tx tx, UUID user, boolean again) {
        return store.insert(tx, user).compose(made -> {
            if (made.isPresent()) {
                return Future.succeededFuture(asked(tx, user, made.get()));
            }
            return store.running(tx, user).compose(running -> {
                if (running.isPresent()) {
                    return Future.succeededFuture(running.get());
                }
                return again
                        ? request(tx, user, false)
                        : Future.failedFuture(
                                Failure.conflict("There are enough exports; they go after seven days", Map.of()));
            });
        });
    }

    private static Export asked(Tx tx, UUID user, Export export) {
        tx.about("user", user);
        ExportChanged id = new ExportChanged(export.id());
        tx.announce(UsersEvents.EXPORT_REQUESTED, user.toString(), id);
        tx.schedule(
                UsersEvents.EXPORT_EXPIRED,
                export.id().toString(),
                id,
                Instant.now().plus(PATIENCE));
        return export;
    }

    Future<Export> read(ReadExport request, Call<Export> call) {
        return store.read(request.id(), call.user());
    }

    Future<Download> download(ReadExport request, Call<Download> call) {
        return store.upload(request.id(), call.user()).map(upload -> new Download(upload, true));
    }

    Subscriber subscriber() {
        return new Subscriber("users.exports")
                .outside()
                .attempts(ATTEMPTS, Duration.ofSeconds(2))
                .on(
                        UsersEvents.EXPORT_REQUESTED,
                        (tx, asked) -> make(tx, asked.payload().id()))
                .on(
                        UsersEvents.EXPORT_EXPIRED,
                        (tx, due) -> store.discard(tx, due.payload().id()));
    }

    private Future<Void> make(Tx tx, UUID id) {
        return store.account(tx, id)
                .compose(account -> account.isEmpty() ? Future.succeededFuture() : make(tx, id, account.get()));
    }

    private Future<Void> make(Tx tx, UUID id, UUID account) {
        Caller caller = Caller.program("users.exports", ASKING);
        JsonObject all = new JsonObject();
        return store.data(tx, account)
                .compose(data -> {
                    all.put("exportedAt", Instant.now().toString()).put("account", data);
                    return Future.all(others.stream()
                            .map(source ->
                                    source.ask(bus, account, caller).onSuccess(part -> all.put(source.section(), part)))
                            .toList());
                })
                .compose(asked -> activity(account, null, new JsonArray()))
                .compose(activity -> {
                    all.put("activity", activity.entries()).put("truncated", activity.truncated());
                    return blobs.write(all.toBuffer(), "personal-data.json", "application/json");
                })
                .compose(upload -> {
                    Instant expiresAt = Instant.now().plus(KEPT);
                    tx.keep(upload);
                    tx.schedule(UsersEvents.EXPORT_EXPIRED, id.toString(), new ExportChanged(id), expiresAt);
                    return store.finish(tx, id, upload, expiresAt);
                });
    }

    private Future<Told> activity(UUID account, @Nullable UUID before, JsonArray sofar) {
        return audit.of(account, before, ACTIVITY_PAGE + 1).compose(entries -> {
            boolean more = entries.size() > ACTIVITY_PAGE;
            List<Entry> page = more ? entries.subList(0, ACTIVITY_PAGE) : entries;
            page.forEach(entry -> sofar.add(Activities.forTheirOwnEyes(account, entry)));
            return more && sofar.size() < ACTIVITY_MOST
                    ? activity(account, page.getLast().id(), sofar)
                    : Future.succeededFuture(new Told(sofar, more));
        });
    }
}
