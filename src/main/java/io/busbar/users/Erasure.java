package io.busbar.users;

import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.users.UsersEvents.AccountChanged;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Forgets a person: here at once, elsewhere by those who hear of it. */
final class Erasure {
    /** Spread over half a day: a mail server that is away must not keep somebody's data here for good. */
    private static final int ATTEMPTS = 20;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private final StandingStore standings;

    Erasure(StandingStore standings) {
        this.standings = standings;
    }

    /** Acts when a grace period is over or a registration was not confirmed. */
    Subscriber subscriber() {
        return new Subscriber("users.erasure")
                .attempts(ATTEMPTS, FIRST_PAUSE)
                .on(UsersEvents.ERASURE_DUE, (tx, due) -> {
                    UUID id = due.payload().id();
                    return standings.due(tx, id).compose(found -> erase(tx, id, found));
                })
                .on(UsersEvents.PENDING_EXPIRED, (tx, due) -> {
                    UUID id = due.payload().id();
                    return standings.pending(tx, id).compose(found -> erase(tx, id, found));
                });
    }

    private Future<Void> erase(Tx tx, UUID id, Optional<List<String>> addresses) {
        if (addresses.isEmpty()) {
            return Future.succeededFuture();
        }
        tx.about("user", id);
        tx.announce(UsersEvents.ERASED, id.toString(), new AccountChanged(id));
        return standings.erase(tx, id);
    }
}
