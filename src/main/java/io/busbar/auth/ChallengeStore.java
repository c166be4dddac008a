package io.busbar.auth;

import io.busbar.bus.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every SQL statement about sign-ins that wait for the second factor. */
final class ChallengeStore {
    private static final String OPEN = """
        with stale as (
          delete from auth.challenge where id in (
            select id from auth.challenge where expires_at < now() order by expires_at limit 10 for update skip locked))
        insert into auth.challenge (account, method, device, familiar, device_id, expires_at)
        values ($1, $2, $3, $4, $5, now() + interval '5 minutes')
        returning id""";

    private static final String TRY = """
        update auth.challenge set tries = tries + 1
        where id = $1 and tries < 5 and expires_at > now()
        returning account, method, device, familiar, device_id""";

    private static final String GIVE_BACK = "update auth.challenge set tries = greatest(0, tries - 1) where id = $1";

    private static final String SPEND = "delete from auth.challenge where id = $1 and expires_at > now() returning id";

    /**
     * A sign-in that waits.
     *
     * @param method   by what the account has proved itself so far
     * @param familiar whether it came from where the account was signed in before
     * @param deviceId the known device that it came from
     */
    record Challenge(
            UUID account,
            String method,
            String device,
            boolean familiar,
            @Nullable UUID deviceId) {}

    Future<UUID> open(Tx tx, Challenge challenge) {
        return tx.query(
                        OPEN,
                        Tuple.of(
                                challenge.account(),
                                challenge.method(),
                                challenge.device(),
                                challenge.familiar(),
                                challenge.deviceId()))
                .map(rows -> rows.iterator().next().getUUID("id"));
    }

    /** Uses up one of its five tries; empty when there is none left, or no such challenge any more. */
    Future<Optional<Challenge>> attempt(Tx tx, UUID id) {
        return tx.query(TRY, Tuple.of(id)).map(rows -> rows.stream().findFirst().map(ChallengeStore::challenge));
    }

    /** Gives a try back. */
    Future<?> giveBack(Tx tx, UUID id) {
        return tx.query(GIVE_BACK, Tuple.of(id));
    }

    /** Ends it; true for one of any number of tries. */
    Future<Boolean> spend(Tx tx, UUID id) {
        return tx.query(SPEND, Tuple.of(id)).map(spent -> spent.rowCount() == 1);
    }

    private static Challenge challenge(Row row) {
        return new Challenge(
                row.getUUID("account"),
                row.getString("method"),
                row.getString("device"),
                row.getBoolean("familiar"),
                row.getUUID("device_id"));
    }
}
