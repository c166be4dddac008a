package io.busbar.users;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.mail.MailOperations;
import io.busbar.users.UsersEvents.AccountChanged;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Forgets a person for good: their row, their exports, the answers that were kept for them and the mail they got. Others do their part
 * when they hear of it. The audit keeps the bare id, and not where it came from.
 */
final class Erasure {
    /** Spread over half a day: a mail service that is away must not keep somebody's data here. */
    private static final int ATTEMPTS = 20;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private final StandingStore standings;
    private final ExportStore exports;
    private final Bus bus;

    Erasure(StandingStore standings, ExportStore exports, Bus bus) {
        this.standings = standings;
        this.exports = exports;
        this.bus = bus;
    }

    /** Acts when a grace period is over or a registration was not confirmed. */
    Subscriber subscriber() {
        return new Subscriber("users.erasure")
                .outside()
                .attempts(ATTEMPTS, FIRST_PAUSE)
                .on(UsersEvents.ERASURE_DUE, (tx, due) -> {
                    UUID id = due.payload().id();
                    return standings.due(tx, id).compose(addresses -> erase(tx, id, addresses));
                })
                .on(UsersEvents.PENDING_EXPIRED, (tx, due) -> {
                    UUID id = due.payload().id();
                    return standings.pending(tx, id).compose(addresses -> erase(tx, id, addresses));
                });
    }

    private Future<Void> erase(Tx tx, UUID id, List<String> addresses) {
        if (addresses.isEmpty()) {
            return Future.succeededFuture();
        }
        return forgetMail(addresses)
                .compose(forgotten -> exports.discardAll(tx, id))
                .compose(discarded -> tx.forget(id))
                .compose(forgotten -> standings.erase(tx, id))
                .map(erased -> {
                    tx.about("user", id);
                    tx.announce(UsersEvents.ERASED, id.toString(), new AccountChanged(id));
                    return null;
                });
    }

    private Future<Void> forgetMail(List<String> addresses) {
        Caller caller = Caller.program("users.erasure", MailOperations.FORGET.timeLimit());
        return Future.all(addresses.stream()
                        .map(address -> bus.call(MailOperations.FORGET, new MailOperations.Forget(address), caller))
                        .toList())
                .mapEmpty();
    }
}
