package io.busbar.auth;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.bus.Occurrence;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.FactorChanged;
import io.busbar.users.UsersEvents.AccountChanged;
import io.busbar.users.UsersEvents.StandingChanged;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * What follows for sessions and factors from how an account stands. Its access tokens are void already when this happens: users says so in
 * the change itself.
 */
final class Standing {
    private final Bus bus;
    private final Sessions sessions;
    private final FactorStore factors;

    Standing(Bus bus, Sessions sessions, FactorStore factors) {
        this.bus = bus;
        this.sessions = sessions;
        this.factors = factors;
    }

    /** Sessions opened since then are by somebody who may. */
    Future<Void> changed(Tx tx, Occurrence<StandingChanged> occurrence) {
        StandingChanged now = occurrence.payload();
        return switch (now.status()) {
            case SUSPENDED -> sessions.endOlder(tx, now.id(), occurrence.at(), EndReason.SUSPENDED);
            case LEAVING -> sessions.endOlder(tx, now.id(), occurrence.at(), EndReason.LEAVING);
            case PENDING, ACTIVE ->
                now.role() == Role.ADMIN
                        ? Future.succeededFuture()
                        : sessions.endImpersonations(tx, now.id(), occurrence.at(), EndReason.STANDING);
        };
    }

    Future<?> erased(Tx tx, Occurrence<AccountChanged> occurrence) {
        return sessions.forget(tx, occurrence.payload().id())
                .compose(gone -> factors.forget(tx, occurrence.payload().id()));
    }

    /** Tells users, who show it among the settings. One who has gone meanwhile needs no telling. */
    Future<?> factorChanged(Occurrence<AuthEvents.FactorChanged> occurrence) {
        AuthEvents.FactorChanged change = occurrence.payload();
        return bus.call(
                        AccountOperations.FACTOR_CHANGED,
                        new FactorChanged(change.id(), change.enabled()),
                        Caller.program("auth.factors", Duration.ofSeconds(5)))
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                        ? Future.succeededFuture(new Nothing())
                        : Future.failedFuture(cause));
    }
}
