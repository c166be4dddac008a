package io.busbar.services.notifications;

import static io.busbar.data.listing.SortKey.bigint;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.bus.Tx;
import io.busbar.bus.json.Json;
import io.busbar.bus.notifications.NotificationRequest;
import io.busbar.bus.notifications.Severity;
import io.busbar.data.Database;
import io.busbar.data.Rows;
import io.busbar.data.WireNames;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.ListingQuery;
import io.busbar.data.listing.Page;
import io.busbar.services.notifications.NotificationOperations.ListNotifications;
import io.busbar.services.notifications.NotificationOperations.Notification;
import io.busbar.services.notifications.NotificationOperations.NotificationData;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores notifications, numbered per account without gaps. */
final class NotificationStore {
    /** The maximum number of notifications that are retained per account, the newest ones. */
    private static final int MAX_PER_ACCOUNT = 1_000;

    private static final String COLUMNS =
            "id, account, number, type, severity, title, message, data, partner, partner_name, link_label, link_path, expires_at, created_at, read_at";

    /**
     * Assigns the next number, inserts the notification and deletes those beyond the maximum, in one statement. Does nothing if there is
     * one of the same source.
     */
    private static final String INSERT = """
        with head as (
          insert into notifications.inbox as inbox (account, last_number)
          select $1, 1
          where not exists (select from notifications.notification where account = $1 and source = $2)
          on conflict (account) do update set last_number = inbox.last_number + 1
          returning last_number),
        gone as (
          delete from notifications.notification old using head
          where old.account = $1 and old.number <= head.last_number - %d)
        insert into notifications.notification
          (account, number, source, type, severity, title, message, data, partner, partner_name, link_label, link_path, expires_at)
        select $1, head.last_number, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 from head
        returning %s""".formatted(MAX_PER_ACCOUNT, COLUMNS);

    private static final Listing<Notification> INBOX = Listing.named("notifications.inbox")
            .columns(COLUMNS)
            .from("notifications.notification")
            .order(descending("newest", bigint("number")))
            .counted()
            .rows(NotificationStore::notification);

    private static final String COUNT_UNREAD =
            "select count(*) as unread from notifications.notification where account = $1 and read_at is null";

    /** Locks the inbox, so that the count of unread notifications does not run concurrently with an insert. */
    private static final String LOCK = "select from notifications.inbox where account = $1 for update";

    private static final String MARK_READ = """
        update notifications.notification set read_at = coalesce(read_at, now())
        where account = $1 and id = $2
        returning %s, old.read_at is null as was_unread,
          (select count(*) from notifications.notification where account = $1 and read_at is null and id <> $2) as unread""".formatted(COLUMNS);

    private static final String MARK_ALL_READ =
            "update notifications.notification set read_at = now() where account = $1 and read_at is null";

    private static final String FIND = "select %s from notifications.notification where id = $1".formatted(COLUMNS);

    private static final String ERASE = """
        with inbox as (delete from notifications.inbox where account = $1),
        own as (delete from notifications.notification where account = $1)
        update notifications.notification set partner_name = null where partner = $1 and account <> $1""";

    /** A notification with the fields that an email needs. */
    record StoredNotification(
            UUID account,
            @Nullable StoredLink link,
            @Nullable Instant expiresAt,
            Notification notification) {}

    /** The label and the path of the page to which a notification leads. */
    record StoredLink(String label, String path) {}

    /**
     * The result of marking a notification as read.
     *
     * @param wasUnread whether it was unread before
     * @param unread the number of unread notifications afterwards
     */
    record MarkReadResult(Notification notification, boolean wasUnread, long unread) {}

    private final Database database;

    NotificationStore(Database database) {
        this.database = database;
    }

    /** Inserts a notification and returns it with its number; empty if the account already has one of the same source. */
    Future<Optional<Notification>> insert(Tx tx, NotificationDraft draft) {
        NotificationRequest request = draft.request();
        Instant expiresAt = request.expiresAt();
        Tuple values = Tuple.of(
                        request.account(),
                        request.source(),
                        request.notificationType(),
                        WireNames.nameOf(request.severity()),
                        request.title(),
                        draft.message())
                .addValue(Json.object(request.data()))
                .addValue(draft.partnerId())
                .addValue(draft.partnerName())
                .addValue(draft.linkLabel())
                .addValue(draft.linkPath())
                .addValue(expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC));
        return tx.query(INSERT, values).map(rows -> Rows.first(rows).map(NotificationStore::notification));
    }

    Future<Page<Notification>> list(UUID account, ListNotifications request) {
        ListingQuery<Notification> query = INBOX.query().where("account = ?", account);
        if (Boolean.TRUE.equals(request.unread())) {
            query.where("read_at is null");
        }
        Future<Page<Notification>> page = query.page(database, request.page());
        return database.query(COUNT_UNREAD, Tuple.of(account))
                .map(counted -> counted.iterator().next().getLong("unread"))
                .compose(unread -> page.map(found -> found.withCount(NotificationOperations.UNREAD, unread)));
    }

    Future<MarkReadResult> markRead(Tx tx, UUID account, UUID id) {
        return tx.query(LOCK, Tuple.of(account))
                .compose(locked -> tx.query(MARK_READ, Tuple.of(account, id)))
                .map(rows -> Rows.one(rows, "notification"))
                .map(row -> new MarkReadResult(notification(row), row.getBoolean("was_unread"), row.getLong("unread")));
    }

    /** Returns the number of notifications that were unread. */
    Future<Integer> markAllRead(Tx tx, UUID account) {
        return tx.query(LOCK, Tuple.of(account))
                .compose(locked -> tx.query(MARK_ALL_READ, Tuple.of(account)))
                .map(RowSet::rowCount);
    }

    Future<Optional<StoredNotification>> find(UUID id) {
        return database.query(FIND, Tuple.of(id))
                .map(rows -> Rows.first(rows)
                        .map(row -> new StoredNotification(
                                row.getUUID("account"), link(row), expiresAt(row), notification(row))));
    }

    Future<List<Notification>> listForExport(UUID account) {
        return INBOX.query().where("account = ?", account).first(database, MAX_PER_ACCOUNT);
    }

    /** Deletes an account's notifications and clears its name in those of others. */
    Future<Void> erase(Tx tx, UUID account) {
        return tx.query(ERASE, Tuple.of(account)).mapEmpty();
    }

    private static Notification notification(Row row) {
        return new Notification(
                row.getUUID("id"),
                row.getLong("number"),
                WireNames.parse(Severity.class, row.getString("severity")),
                row.getString("title"),
                message(row),
                row.getOffsetDateTime("read_at") != null,
                row.getOffsetDateTime("created_at"),
                data(row));
    }

    private static NotificationData data(Row row) {
        JsonObject data = row.getJsonObject("data").copy();
        data.put("notificationType", row.getString("type"));
        if (row.getUUID("partner") != null) {
            data.put("userId", row.getUUID("partner").toString());
        }
        return Json.from(data, NotificationData.class);
    }

    private static @Nullable StoredLink link(Row row) {
        String path = row.getString("link_path");
        return path == null ? null : new StoredLink(row.getString("link_label"), path);
    }

    /** Returns the message with the partner's name; without a partner it is stored as it is shown. */
    private static String message(Row row) {
        String message = row.getString("message");
        return row.getUUID("partner") == null
                ? message
                : MessageRenderer.withPartnerName(message, row.getString("partner_name"));
    }

    private static @Nullable Instant expiresAt(Row row) {
        OffsetDateTime time = row.getOffsetDateTime("expires_at");
        return time == null ? null : time.toInstant();
    }
}
