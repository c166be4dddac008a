package io.busbar.services.auth.token;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.services.auth.token.OneTimeTokens.OneTimeTokenId;
import io.busbar.services.auth.token.OneTimeTokens.Purpose;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Stores one-time tokens, and limits how many emails with tokens are sent. */
public final class OneTimeTokenStore {
    private static final int MAX_EMAILS_PER_HOUR = 5;

    /** Serializes emails per address, because several accounts can claim the same address. */
    private static final String LOCK_ADDRESS = "select pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))";

    private static final String LOCK_ACCOUNT = "select pg_advisory_xact_lock(hashtextextended($1, 1))";

    private static final String ISSUE = """
        with stale as (
          delete from auth.one_time_token where id in (
            select id from auth.one_time_token where expires_at < now() - interval '2 hours'
            order by expires_at limit 10 for update skip locked)),
        recent as (
          select count(*) filter (where address_hash = $4) as for_address, count(*) filter (where account = $3) as for_account,
                 max(created_at) filter (where address_hash = $4) as latest
          from auth.one_time_token
          where (address_hash = $4 or account = $3) and purpose = $2 and id <> $1 and created_at > now() - interval '1 hour')
        insert into auth.one_time_token (id, purpose, account, address_hash, expires_at)
        select $1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5) from recent
        where greatest(for_address, for_account) < %d and (latest is null or latest <= clock_timestamp() - make_interval(secs => $6))
        on conflict (id) do update set expires_at = excluded.expires_at where one_time_token.used_at is null
        returning id""".formatted(MAX_EMAILS_PER_HOUR);

    private static final RowMapper<IssuedToken> TOKEN = RowMapper.of(IssuedToken.class);

    private static final String FIND =
            "select %s from auth.one_time_token where id = $1 and purpose = $2 and expires_at > now()"
                    .formatted(TOKEN.columns());

    private static final String REDEEM = """
        update auth.one_time_token set used_at = clock_timestamp()
        where id = $1 and used_at is null and expires_at > now()""";

    private static final String REVOKE =
            "update auth.one_time_token set expires_at = now() where account = $1 and purpose = $2 and expires_at > now()";

    private static final String ERASE = "delete from auth.one_time_token where account = $1";

    /**
     * A request to issue a token for an email.
     *
     * @param id          the ID of the event that caused the email, which is also the token's ID
     * @param minInterval the minimum time since the last email for this purpose to this address
     */
    public record IssueRequest(UUID id, Purpose purpose, UUID account, Buffer addressHash, Duration minInterval) {}

    /** A token that has not expired. It may have been redeemed. */
    public record IssuedToken(UUID id, UUID account, Buffer addressHash) {}

    private final Database database;

    public OneTimeTokenStore(Database database) {
        this.database = database;
    }

    /**
     * Issues a token, which is valid from now on for the lifetime of its purpose. Returns false if too many emails were sent: at most five
     * per hour and purpose to one address and for one account, and none within {@code minInterval} of the last one to the address. If the
     * event is redelivered, the token is issued again with the same ID, and its lifetime restarts.
     */
    public Future<Boolean> issue(Tx tx, IssueRequest issueRequest) {
        // The statements of a transaction run in order, and if one fails, the following ones fail too.
        tx.query(LOCK_ADDRESS, Tuple.of(issueRequest.addressHash()));
        tx.query(LOCK_ACCOUNT, Tuple.of(issueRequest.account().toString()));
        return tx.query(
                        ISSUE,
                        Tuple.of(
                                issueRequest.id(),
                                issueRequest.purpose().name(),
                                issueRequest.account(),
                                issueRequest.addressHash(),
                                (double) issueRequest.purpose().lifetime().toSeconds(),
                                (double) issueRequest.minInterval().toSeconds()))
                .map(rows -> rows.size() == 1);
    }

    public Future<Optional<IssuedToken>> find(OneTimeTokenId token) {
        return database.query(FIND, Tuple.of(token.id(), token.purpose().name()))
                .map(TOKEN::first);
    }

    /** Redeems a token. Returns true for the first attempt before it expires. */
    public Future<Boolean> redeem(Tx tx, UUID id) {
        return tx.query(REDEEM, Tuple.of(id)).map(redeemed -> redeemed.rowCount() == 1);
    }

    /** Revokes all tokens of an account for this purpose. */
    public Future<RowSet<Row>> revoke(Tx tx, UUID account, Purpose purpose) {
        return tx.query(REVOKE, Tuple.of(account, purpose.name()));
    }

    public Future<RowSet<Row>> erase(Tx tx, UUID account) {
        return tx.query(ERASE, Tuple.of(account));
    }
}
