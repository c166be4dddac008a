package io.busbar.services.notifications;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.WireNames;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.services.notifications.NotificationOperations.DeliveryAttempt;
import io.busbar.services.notifications.NotificationOperations.DeliveryResult;
import io.busbar.services.notifications.NotificationOperations.ListDeliveryAttempts;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores attempts to send notifications by email. */
final class DeliveryAttemptStore {
    private static final int MAX_ERROR_LENGTH = 500;
    private static final int MAX_EXPORTED = 1_000;

    private static final String INSERT_NEXT = """
        insert into notifications.delivery_attempt (notification, account, channel, provider, number, result, reason, ended_at)
        select id, account, 'email', 'smtp',
               1 + (select coalesce(max(number), 0) from notifications.delivery_attempt where notification = $1 and channel = 'email'), %s
        from notifications.notification where id = $1
        returning id""";

    /** Attempts never run in parallel, so an earlier attempt that is still sending must have been interrupted. */
    private static final String BEGIN = """
        with interrupted as (
          update notifications.delivery_attempt set result = 'failed', reason = 'interrupted', ended_at = now()
          where notification = $1 and channel = 'email' and result = 'sending')
        """ + INSERT_NEXT.formatted("'sending', null, null");

    private static final String SKIP = INSERT_NEXT.formatted("'skipped', $2, now()");

    private static final String END = """
        update notifications.delivery_attempt set result = $2, reason = $3, message_id = $4, error = $5, ended_at = now()
        where id = $1""";

    private static final Listing<DeliveryAttempt> ATTEMPTS = Listing.named("notifications.delivery_attempts")
            .from("notifications.delivery_attempt")
            .order(descending("newest", id("id")))
            .rows(RowMapper.of(DeliveryAttempt.class)
                    .select("notificationId", "notification")
                    .select("userId", "account"));

    private final Database database;

    DeliveryAttemptStore(Database database) {
        this.database = database;
    }

    /** Records the start of an attempt and returns its ID; empty if the notification no longer exists. */
    Future<Optional<UUID>> begin(Tx tx, UUID notification) {
        return tx.query(BEGIN, Tuple.of(notification))
                .map(rows -> rows.stream().findFirst().map(row -> row.getUUID("id")));
    }

    Future<Void> recordSkipped(Tx tx, UUID notification, String reason) {
        return tx.query(SKIP, Tuple.of(notification, reason)).mapEmpty();
    }

    Future<Void> markSent(Tx tx, UUID attempt, String messageId) {
        return end(tx, attempt, DeliveryResult.SENT, null, messageId, null);
    }

    Future<Void> markFailed(Tx tx, UUID attempt, String reason, String error) {
        String text = error.length() > MAX_ERROR_LENGTH ? error.substring(0, MAX_ERROR_LENGTH) : error;
        return end(tx, attempt, DeliveryResult.FAILED, reason, null, text);
    }

    private static Future<Void> end(
            Tx tx,
            UUID attempt,
            DeliveryResult deliveryResult,
            @Nullable String reason,
            @Nullable String messageId,
            @Nullable String error) {
        return tx.query(END, Tuple.of(attempt, WireNames.nameOf(deliveryResult), reason, messageId, error))
                .mapEmpty();
    }

    Future<Page<DeliveryAttempt>> list(ListDeliveryAttempts request) {
        DeliveryResult result = request.result();
        return ATTEMPTS.query()
                .where("account = ?", request.userId())
                .where("result = ?", WireNames.nameOrNull(result))
                .page(database, request.page());
    }

    /** Returns the account's newest attempts, for a data export. */
    Future<List<DeliveryAttempt>> listForExport(UUID account) {
        return ATTEMPTS.query().where("account = ?", account).first(database, MAX_EXPORTED);
    }
}
