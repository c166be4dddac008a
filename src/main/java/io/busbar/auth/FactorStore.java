package io.busbar.auth;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every SQL statement about second factors and proofs. */
final class FactorStore {
    private static final String STATE = """
        select (select enabled_at from auth.totp where account = $1) as enabled_at,
               (select count(*) from auth.recovery_code where account = $1 and used_at is null)::int as codes_left""";

    private static final String ENABLED =
            "select sealed_seed from auth.totp where account = $1 and enabled_at is not null";

    private static final String PENDING = """
        select sealed_seed from auth.totp
        where account = $1 and enabled_at is null and created_at > now() - interval '15 minutes'""";

    private static final String PREPARE = """
        insert into auth.totp (account, sealed_seed) values ($1, $2)
        on conflict (account) do update set sealed_seed = excluded.sealed_seed, created_at = now()
        where totp.enabled_at is null
        returning account""";

    private static final String ENABLE = """
        update auth.totp set enabled_at = now(), last_step = $3
        where account = $1 and sealed_seed = $2 and enabled_at is null
        returning account""";

    private static final String DISABLE = """
        with codes as (delete from auth.recovery_code where account = $1),
        challenges as (delete from auth.challenge where account = $1)
        delete from auth.totp where account = $1 and enabled_at is not null returning account""";

    private static final String VOID_CODES = "delete from auth.recovery_code where account = $1";

    private static final String ADD_CODES = """
        insert into auth.recovery_code (account, code_hash)
        select account, unnest($2::bytea[]) from auth.totp where account = $1 and enabled_at is not null""";

    private static final String SPEND_STEP = """
        update auth.totp set last_step = $2
        where account = $1 and enabled_at is not null and last_step < $2
        returning account""";

    private static final String SPEND_CODE = """
        update auth.recovery_code set used_at = now()
        where account = $1 and code_hash = $2 and used_at is null
          and exists (select from auth.totp where totp.account = $1 and enabled_at is not null)
        returning account""";

    private static final String FRESH = """
        select s.proved_at > now() - interval '5 minutes'
               and (s.proved_by_factor
                    or not exists (select from auth.totp where account = s.account and enabled_at is not null)) as fresh
        from auth.session s
        where s.id = $1 and s.account = $2 and s.ended_at is null""";

    private static final String PROVED = """
        update auth.session set proved_at = now(), proved_by_factor = $3
        where id = $1 and account = $2 and ended_at is null and impersonator is null
        returning id""";

    private static final String FORGET = """
        with codes as (delete from auth.recovery_code where account = $1),
        challenges as (delete from auth.challenge where account = $1)
        delete from auth.totp where account = $1""";

    /** Whether an account has a second factor, and how many recovery codes are left of it. */
    record State(@Nullable OffsetDateTime enabledAt, int codesLeft) {
        boolean enabled() {
            return enabledAt != null;
        }
    }

    private final Database database;

    FactorStore(Database database) {
        this.database = database;
    }

    Future<State> state(UUID account) {
        return database.query(STATE, Tuple.of(account))
                .map(rows -> rows.iterator().next())
                .map(row -> new State(row.getOffsetDateTime("enabled_at"), row.getInteger("codes_left")));
    }

    /** The sealed seed of a factor that is on. */
    Future<Optional<Buffer>> enabledSeed(UUID account) {
        return seed(ENABLED, account);
    }

    /** The sealed seed of one that waits for its first code. */
    Future<Optional<Buffer>> pendingSeed(UUID account) {
        return seed(PENDING, account);
    }

    /** Keeps a seed until its first code, in place of another that waits; false when a factor is on. */
    Future<Boolean> prepare(Tx tx, UUID account, Buffer sealedSeed) {
        return did(tx, PREPARE, Tuple.of(account, sealedSeed));
    }

    /** Turns on the factor that waits with this very seed; its first code is spent with it. */
    Future<Boolean> enable(Tx tx, UUID account, Buffer sealedSeed, long step) {
        return did(tx, ENABLE, Tuple.of(account, sealedSeed, step));
    }

    /** False when none was on. */
    Future<Boolean> disable(Tx tx, UUID account) {
        return did(tx, DISABLE, Tuple.of(account));
    }

    /** These recovery codes and no others; false when no factor is on. */
    Future<Boolean> replaceCodes(Tx tx, UUID account, List<Buffer> hashes) {
        return tx.query(VOID_CODES, Tuple.of(account))
                .compose(gone -> tx.query(ADD_CODES, Tuple.of(account).addValue(hashes.toArray(Buffer[]::new))))
                .map(added -> added.rowCount() == hashes.size());
    }

    /** False when a code of this step or a later one was spent already. */
    Future<Boolean> spendStep(Tx tx, UUID account, long step) {
        return did(tx, SPEND_STEP, Tuple.of(account, step));
    }

    /** False when there is no such code, or no more. */
    Future<Boolean> spendCode(Tx tx, UUID account, Buffer hash) {
        return did(tx, SPEND_CODE, Tuple.of(account, hash));
    }

    /** Whether whoever uses the session has lately proved to be its owner, with the second factor if there is one. */
    Future<Boolean> fresh(UUID session, UUID account) {
        return database.query(FRESH, Tuple.of(session, account))
                .map(rows -> rows.stream().anyMatch(row -> Boolean.TRUE.equals(row.getBoolean("fresh"))));
    }

    /** False when the session has ended. */
    Future<Boolean> proved(Tx tx, UUID session, UUID account, boolean byFactor) {
        return did(tx, PROVED, Tuple.of(session, account, byFactor));
    }

    /** Deletes what is kept of an account. */
    Future<?> forget(Tx tx, UUID account) {
        return tx.query(FORGET, Tuple.of(account));
    }

    private Future<Optional<Buffer>> seed(String sql, UUID account) {
        return database.query(sql, Tuple.of(account))
                .map(rows -> rows.stream().findFirst().map(row -> row.getBuffer("sealed_seed")));
    }

    private static Future<Boolean> did(Tx tx, String sql, Tuple values) {
        return tx.query(sql, values).map(rows -> rows.rowCount() == 1);
    }
}
