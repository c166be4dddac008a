package io.busbar.services.auth.signin;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores MFA challenges. Each is valid for five minutes and five attempts. */
public final class MfaChallengeStore {
    private static final RowMapper<MfaChallenge> CHALLENGE = RowMapper.of(MfaChallenge.class);

    private static final String INSERT = """
        with stale as (
          delete from auth.mfa_challenge where id in (
            select id from auth.mfa_challenge where expires_at < now() order by expires_at limit 10 for update skip locked))
        insert into auth.mfa_challenge (account, method, device, known_origin, device_id, expires_at)
        values ($1, $2, $3, $4, $5, now() + interval '5 minutes')
        returning id""";

    private static final String SELECT = """
        select %s from auth.mfa_challenge
        where id = $1 and attempts < 5 and expires_at > now()""".formatted(CHALLENGE.columns());

    private static final String USE_ATTEMPT = """
        update auth.mfa_challenge set attempts = attempts + 1
        where id = $1 and attempts < 5 and expires_at > now()
        returning %s""".formatted(CHALLENGE.columns());

    private static final String RETURN_ATTEMPT =
            "update auth.mfa_challenge set attempts = greatest(0, attempts - 1) where id = $1";

    private static final String CONSUME =
            "delete from auth.mfa_challenge where id = $1 and expires_at > now() returning id";

    private final Database database;

    /**
     * A sign-in that waits for the second factor.
     *
     * @param method      the first factor
     * @param knownOrigin whether the account signed in from this device or network before
     * @param deviceId    the known device, or null if the device is unknown
     */
    record MfaChallenge(
            UUID account,
            String method,
            String device,
            boolean knownOrigin,
            @Nullable UUID deviceId) {}

    public MfaChallengeStore(Database database) {
        this.database = database;
    }

    Future<UUID> insert(Tx tx, MfaChallenge mfaChallenge) {
        return tx.query(
                        INSERT,
                        Tuple.of(
                                mfaChallenge.account(),
                                mfaChallenge.method(),
                                mfaChallenge.device(),
                                mfaChallenge.knownOrigin(),
                                mfaChallenge.deviceId()))
                .map(rows -> rows.iterator().next().getUUID("id"));
    }

    /** Returns the challenge without using up an attempt. Empty if no attempt is left or the challenge has expired. */
    Future<Optional<MfaChallenge>> find(UUID id) {
        return database.query(SELECT, Tuple.of(id)).map(CHALLENGE::first);
    }

    /** Uses up one of five attempts. Empty if no attempt is left or the challenge has expired. */
    Future<Optional<MfaChallenge>> useAttempt(Tx tx, UUID id) {
        return tx.query(USE_ATTEMPT, Tuple.of(id)).map(CHALLENGE::first);
    }

    /** Refunds an attempt. */
    Future<?> returnAttempt(Tx tx, UUID id) {
        return tx.query(RETURN_ATTEMPT, Tuple.of(id));
    }

    /** Ends the challenge. Of concurrent attempts, only one gets true. */
    Future<Boolean> consume(Tx tx, UUID id) {
        return tx.query(CONSUME, Tuple.of(id)).map(consumed -> consumed.rowCount() == 1);
    }
}
