package io.busbar.services.auth.mfa;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores the secrets and recovery codes of MFA, and the time of each session's last authentication. */
public final class MfaStore {
    private static final String STATE = """
        select (select enabled_at from auth.totp where account = $1) as enabled_at,
               (select count(*) from auth.recovery_code where account = $1 and used_at is null)::int as codes_left""";

    private static final String ENABLED =
            "select sealed_secret from auth.totp where account = $1 and enabled_at is not null";

    private static final String PENDING = """
        select sealed_secret from auth.totp
        where account = $1 and enabled_at is null and created_at > now() - interval '15 minutes'""";

    private static final String STORE_PENDING = """
        insert into auth.totp (account, sealed_secret) values ($1, $2)
        on conflict (account) do update set sealed_secret = excluded.sealed_secret, created_at = now()
        where totp.enabled_at is null
        returning account""";

    private static final String ENABLE = """
        update auth.totp set enabled_at = now(), last_used_step = $3
        where account = $1 and sealed_secret = $2 and enabled_at is null
        returning account""";

    private static final String DISABLE = """
        with codes as (delete from auth.recovery_code where account = $1),
        challenges as (delete from auth.mfa_challenge where account = $1)
        delete from auth.totp where account = $1 and enabled_at is not null returning account""";

    private static final String DELETE_CODES = "delete from auth.recovery_code where account = $1";

    private static final String ADD_CODES = """
        insert into auth.recovery_code (account, number, sealed_hash)
        select account, code.number, code.sealed_hash
        from auth.totp, unnest($2::bytea[]) with ordinality as code (sealed_hash, number)
        where account = $1 and enabled_at is not null""";

    private static final String REDEEM_STEP = """
        update auth.totp set last_used_step = $2
        where account = $1 and enabled_at is not null and last_used_step < $2
        returning account""";

    private static final RowMapper<SealedRecoveryCode> CODE = RowMapper.of(SealedRecoveryCode.class);

    private static final String UNUSED_CODES = """
        select %s from auth.recovery_code
        where account = $1 and used_at is null order by number limit 10""".formatted(CODE.columns());

    private static final String REDEEM_RECOVERY_CODE = """
        update auth.recovery_code set used_at = now()
        where account = $1 and number = $2 and used_at is null
          and exists (select from auth.totp where totp.account = $1 and enabled_at is not null)
        returning account""";

    private static final String RECENTLY_AUTHENTICATED = """
        select s.authenticated_at > now() - interval '5 minutes'
               and (s.authenticated_with_mfa
                    or not exists (select from auth.totp where account = s.account and enabled_at is not null)) as recent
        from auth.session s
        where s.id = $1 and s.account = $2 and s.ended_at is null""";

    private static final String RECORD_AUTHENTICATION = """
        update auth.session set authenticated_at = now(), authenticated_with_mfa = $3
        where id = $1 and account = $2 and ended_at is null and impersonator is null
        returning id""";

    private static final String ERASE = """
        with codes as (delete from auth.recovery_code where account = $1),
        challenges as (delete from auth.mfa_challenge where account = $1)
        delete from auth.totp where account = $1""";

    /** Whether MFA is on for an account, and how many recovery codes are left. */
    public record MfaState(@Nullable OffsetDateTime enabledAt, int recoveryCodesLeft) {
        public boolean isEnabled() {
            return enabledAt != null;
        }
    }

    /** The sealed hash of a recovery code, and its number among those of the account. */
    record SealedRecoveryCode(int number, Buffer sealedHash) {}

    private final Database database;

    public MfaStore(Database database) {
        this.database = database;
    }

    public Future<MfaState> getState(UUID account) {
        return database.query(STATE, Tuple.of(account))
                .map(rows -> rows.iterator().next())
                .map(row -> new MfaState(row.getOffsetDateTime("enabled_at"), row.getInteger("codes_left")));
    }

    /** Returns the sealed secret if MFA is on. */
    Future<Optional<Buffer>> findEnabledSecret(UUID account) {
        return findSecret(ENABLED, account);
    }

    /** Returns the sealed secret of a setup of the last 15 minutes that awaits its first code. */
    Future<Optional<Buffer>> findPendingSecret(UUID account) {
        return findSecret(PENDING, account);
    }

    /** Stores the secret of a setup and replaces any pending one. Returns false if MFA is on. */
    Future<Boolean> storePending(Tx tx, UUID account, Buffer sealedSecret) {
        return updatedOne(tx, STORE_PENDING, Tuple.of(account, sealedSecret));
    }

    /** Turns MFA on for the pending setup with this secret and uses up the code of the step. Returns false if there is no such setup. */
    Future<Boolean> enable(Tx tx, UUID account, Buffer sealedSecret, long step) {
        return updatedOne(tx, ENABLE, Tuple.of(account, sealedSecret, step));
    }

    /** Turns MFA off and deletes its codes and challenges. Returns false if MFA was off. */
    Future<Boolean> disable(Tx tx, UUID account) {
        return updatedOne(tx, DISABLE, Tuple.of(account));
    }

    /** Replaces all recovery codes. Returns false if MFA is off. */
    Future<Boolean> replaceCodes(Tx tx, UUID account, List<Buffer> sealedHashes) {
        return tx.query(DELETE_CODES, Tuple.of(account))
                .compose(
                        deleted -> tx.query(ADD_CODES, Tuple.of(account).addValue(sealedHashes.toArray(Buffer[]::new))))
                .map(added -> added.rowCount() == sealedHashes.size());
    }

    /** Uses up the step. Returns false if the code of this or a later step was used already. */
    Future<Boolean> redeemStep(Tx tx, UUID account, long step) {
        return updatedOne(tx, REDEEM_STEP, Tuple.of(account, step));
    }

    Future<List<SealedRecoveryCode>> findUnusedRecoveryCodes(Tx tx, UUID account) {
        return tx.query(UNUSED_CODES, Tuple.of(account)).map(CODE::all);
    }

    /** Uses up the recovery code. Returns false if it does not exist or was used already. */
    Future<Boolean> redeemRecoveryCode(Tx tx, UUID account, int number) {
        return updatedOne(tx, REDEEM_RECOVERY_CODE, Tuple.of(account, number));
    }

    /** Returns whether the session was authenticated within the last five minutes, with the second factor if MFA is on. */
    Future<Boolean> isRecentlyAuthenticated(UUID session, UUID account) {
        return database.query(RECENTLY_AUTHENTICATED, Tuple.of(session, account))
                .map(rows -> rows.stream().anyMatch(row -> Boolean.TRUE.equals(row.getBoolean("recent"))));
    }

    /** Records that the session was authenticated now. Returns false if the session has ended. */
    Future<Boolean> recordAuthentication(Tx tx, UUID session, UUID account, boolean withMfa) {
        return updatedOne(tx, RECORD_AUTHENTICATION, Tuple.of(session, account, withMfa));
    }

    /** Deletes all MFA data of an account. */
    public Future<?> erase(Tx tx, UUID account) {
        return tx.query(ERASE, Tuple.of(account));
    }

    private Future<Optional<Buffer>> findSecret(String sql, UUID account) {
        return database.query(sql, Tuple.of(account))
                .map(rows -> rows.stream().findFirst().map(row -> row.getBuffer("sealed_secret")));
    }

    private static Future<Boolean> updatedOne(Tx tx, String sql, Tuple values) {
        return tx.query(sql, values).map(rows -> rows.rowCount() == 1);
    }
}
