package io.busbar.services.auth.session;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens, rotates and ends sessions. */
public final class SessionStore {
    /** How long after a rotation the previous token is still accepted. */
    private static final String REUSE_GRACE_PERIOD = "interval '10 seconds'";

    /** How long expired sessions are kept: known networks and the history of sign-ins are read from them. */
    private static final String RETENTION = "interval '30 days'";

    private static final RowMapper<OpenedSession> OPENED =
            RowMapper.of(OpenedSession.class).select("firstSignIn", "exists (select from first) as first_sign_in");

    private static final RowMapper<ActiveSession> ACTIVE = RowMapper.of(ActiveSession.class);

    private static final RowMapper<EndedSession> ENDED = RowMapper.of(EndedSession.class);

    private static final String KNOWN_NETWORK = """
        select exists (select from auth.session
                       where account = $1 and network = $2 and impersonator is null
                         and created_at > now() - %s)""".formatted(RETENTION);

    private static final String OPEN = """
        with first as (
          insert into auth.first_sign_in (account) values ($1) on conflict do nothing returning account),
        stale as (
          delete from auth.session where id in (
            select id from auth.session where expires_at < now() - %s order by expires_at limit 10 for update skip locked))
        insert into auth.session (account, method, device, ip, network, expires_at, access_expires_at, authenticated_at, authenticated_with_mfa)
        values ($1, $2, $3, $4, $5, now() + $6::bigint * interval '1 ms', now() + $7::bigint * interval '1 ms', now(), $8)
        returning %s""".formatted(RETENTION, OPENED.columns());

    private static final String IMPERSONATE = """
        with parent as (
          select id from auth.session where id = $9 and ended_at is null for share)
        insert into auth.session
          (account, impersonator, impersonation_reason, method, device, ip, network, expires_at, access_expires_at, started_by)
        select $1, $2, $3, 'impersonation', $4, $5, $6, now() + $7::bigint * interval '1 ms',
               now() + $8::bigint * interval '1 ms', $9
        where $9::uuid is null or exists (select from parent)
        returning id""";

    private static final String FIND_ACTIVE = """
        select %s from auth.session
        where id = $1 and ended_at is null and expires_at > now() and impersonator is null""".formatted(ACTIVE.columns());

    private static final String ROTATE = """
        update auth.session
        set token_number = $2 + 1, rotated_at = case when token_number = $2 then now() else rotated_at end, last_used_at = now(),
            expires_at = now() + $3::bigint * interval '1 ms',
            access_expires_at = greatest(access_expires_at, now() + $4::bigint * interval '1 ms')
        where id = $1 and ended_at is null and expires_at > now() and impersonator is null
          and (token_number = $2 or (token_number = $2 + 1 and rotated_at > now() - %s))
        returning token_number""".formatted(REUSE_GRACE_PERIOD);

    private static final String END_IF_TOKEN_REUSED = ending(3, "id = $1 and token_number > $2 and expires_at > now()");

    private static final String END_ONE = ending(2, "id = $1");

    /** Also deletes the account's MFA challenges. */
    private static final String END_ALL = "with challenges as (delete from auth.mfa_challenge where account = $1)\n"
            + ending(
                    2,
                    "(account = $1 or impersonator = $1) and id is distinct from $3"
                            + " and ($4::timestamptz is null or created_at <= $4)");

    private static final String END_EXCESS = ending(
            2,
            "id in (select id from auth.session where account = $1 and ended_at is null"
                    + " and expires_at > now() and impersonator is null order by last_used_at desc offset $3)");

    private static final String END_IMPERSONATIONS = ending(2, "impersonator = $1 and created_at <= $3");

    /** Runs as a statement of its own after the sessions have ended, so that it sees every impersonation that was started in them. */
    private static final String END_STARTED_BY = ending(2, "started_by = any ($1)");

    private static final String ERASE = """
        with sessions as (delete from auth.session where account = $1)
        delete from auth.first_sign_in where account = $1""";

    /** A new session, and whether it is the account's first sign-in. */
    public record OpenedSession(UUID id, boolean firstSignIn) {}

    /** An ended session, and when its last access token expires. */
    record EndedSession(UUID id, UUID account, Instant accessExpiresAt) {}

    /** An active session's account, and the number of its newest refresh token. */
    record ActiveSession(UUID account, long tokenNumber) {}

    private final Database database;

    public SessionStore(Database database) {
        this.database = database;
    }

    /** Returns whether the account signed in from this network within the last 30 days. */
    public Future<Boolean> isKnownNetwork(UUID account, String network) {
        return database.query(KNOWN_NETWORK, Tuple.of(account, network))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    Future<OpenedSession> open(
            Tx tx,
            UUID account,
            String method,
            ClientInfo clientInfo,
            Duration idleTimeout,
            Duration accessLifetime,
            boolean withMfa) {
        return tx.query(
                        OPEN,
                        Tuple.of(account, method, clientInfo.device(), clientInfo.ip(), clientInfo.network())
                                .addValue(idleTimeout.toMillis())
                                .addValue(accessLifetime.toMillis())
                                .addValue(withMfa))
                .map(rows -> OPENED.map(rows.iterator().next()));
    }

    /** Opens an impersonation. Empty if the session {@code startedBy} has ended. */
    Future<Optional<UUID>> impersonate(
            Tx tx,
            UUID account,
            UUID admin,
            @Nullable UUID startedBy,
            String reason,
            ClientInfo clientInfo,
            Duration lifetime,
            Duration accessLifetime) {
        return tx.query(
                        IMPERSONATE,
                        Tuple.of(account, admin, reason, clientInfo.device(), clientInfo.ip(), clientInfo.network())
                                .addValue(lifetime.toMillis())
                                .addValue(accessLifetime.toMillis())
                                .addValue(startedBy))
                .map(rows -> rows.stream().findFirst().map(row -> row.getUUID("id")));
    }

    Future<Optional<ActiveSession>> findActive(UUID session) {
        return database.query(FIND_ACTIVE, Tuple.of(session)).map(ACTIVE::first);
    }

    /** Returns the number of the next token. Empty if the presented token is outdated or the session has ended. */
    Future<Optional<Long>> rotate(
            Tx tx, UUID session, long presentedTokenNumber, Duration idleTimeout, Duration accessLifetime) {
        return tx.query(
                        ROTATE,
                        Tuple.of(session, presentedTokenNumber, idleTimeout.toMillis(), accessLifetime.toMillis()))
                .map(rows -> rows.stream().findFirst().map(row -> row.getLong("token_number")));
    }

    /** Ends a session if the presented token is outdated. */
    Future<List<EndedSession>> endIfTokenReused(Tx tx, UUID session, long presentedTokenNumber, String reason) {
        return tx.query(END_IF_TOKEN_REUSED, Tuple.of(session, presentedTokenNumber, reason))
                .map(ENDED::all);
    }

    Future<List<EndedSession>> end(Tx tx, UUID session, String reason) {
        return tx.query(END_ONE, Tuple.of(session, reason)).map(ENDED::all);
    }

    /** Ends the sessions of an account and its impersonations of others. */
    Future<List<EndedSession>> endAll(
            Tx tx, UUID account, @Nullable UUID except, String reason, @Nullable Instant openedUntil) {
        return tx.query(END_ALL, Tuple.of(account, reason, except, utc(openedUntil)))
                .map(ENDED::all);
    }

    /** Ends the least recently used sessions of an account beyond this number. */
    Future<List<EndedSession>> endExcess(Tx tx, UUID account, long maxSessions, String reason) {
        return tx.query(END_EXCESS, Tuple.of(account, reason, maxSessions)).map(ENDED::all);
    }

    /** Ends the impersonations that were started in these sessions. */
    Future<List<EndedSession>> endStartedBy(Tx tx, List<UUID> sessions, String reason) {
        return tx.query(END_STARTED_BY, Tuple.of(sessions.toArray(UUID[]::new), reason))
                .map(ENDED::all);
    }

    Future<List<EndedSession>> endImpersonations(Tx tx, UUID admin, String reason, Instant openedUntil) {
        return tx.query(END_IMPERSONATIONS, Tuple.of(admin, reason, utc(openedUntil)))
                .map(ENDED::all);
    }

    /** Deletes all sessions of an account, and the time of its first sign-in. */
    Future<?> erase(Tx tx, UUID account) {
        return tx.query(ERASE, Tuple.of(account));
    }

    /** Returns the statement that ends the sessions of this condition, with the reason in a parameter. */
    private static String ending(int reasonParameter, String condition) {
        return """
            update auth.session set ended_at = now(), end_reason = $%d
            where ended_at is null and %s
            returning %s""".formatted(reasonParameter, condition, ENDED.columns());
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
