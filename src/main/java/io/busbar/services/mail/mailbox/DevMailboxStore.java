package io.busbar.services.mail.mailbox;

import io.busbar.bus.Tx;
import io.busbar.bus.sealed.SealedColumn;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import io.busbar.data.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores the emails of the development mailbox. The stored data cannot be read without the secret. */
public final class DevMailboxStore {
    /**
     * Keeps the newest 500 emails. The delete does not see the row that the statement inserts, so it keeps the newest 499 others: those
     * from the row at offset 498 on.
     */
    private static final String INSERT_AND_TRIM = """
        with inserted as (
          insert into mail.received_email (message_hash, recipient_hash, sealed, account_hash) values ($1, $2, $3, $4) on conflict do nothing)
        delete from mail.received_email
        where id in (
          select id from mail.received_email
          where id < (select id from mail.received_email order by id desc offset 498 limit 1)
          for update skip locked)""";

    private static final String LIST = """
        select id, message_hash, recipient_hash, sealed, received_at from mail.received_email
        where $1::bytea[] is null or recipient_hash = any($1)
        order by id desc
        limit $2""";

    private static final String DELETE_BY_ACCOUNT = "delete from mail.received_email where account_hash = any($1)";

    private final Database database;
    private final SecretBox secretBox;
    private final KeyedHash lookupHash;
    private final KeyedHash accountHash;

    /** @param secrets the deployment's secrets, from which the keys of the store are derived */
    public DevMailboxStore(Database database, DeploymentSecrets secrets) {
        this.database = database;
        secretBox = new SecretBox(secrets, "dev-mail/v1");
        lookupHash = new KeyedHash(secrets, "dev-mail-index/v1");
        accountHash = new KeyedHash(secrets, "dev-mail-account/v1");
    }

    /** Stores an email and deletes all but the newest 500. */
    Future<Void> insertAndTrim(Tx tx, String to, ParsedEmail mail) {
        byte[] message = lookupHash.of(mail.messageId());
        byte[] recipient = hashRecipient(to);
        JsonObject content = new JsonObject()
                .put("to", to)
                .put("from", mail.from())
                .put("subject", mail.subject())
                .put("text", mail.text())
                .put("html", mail.html());
        byte[] sealed = secretBox.seal(content.toBuffer().getBytes(), sealingContext(message, recipient));
        UUID accountId = mail.accountId();
        return tx.query(
                        INSERT_AND_TRIM,
                        Tuple.of(
                                Buffer.buffer(message),
                                Buffer.buffer(recipient),
                                Buffer.buffer(sealed),
                                accountId == null ? null : hashAccount(accountId)))
                .mapEmpty();
    }

    /** Returns emails, newest first. Omits those that were sealed with another secret. */
    Future<List<ReceivedEmail>> list(@Nullable String to, int limit) {
        Buffer[] recipients = to == null ? null : buffers(lookupHash.allOf(normalize(to)));
        return database.query(LIST, Tuple.tuple().addValue(recipients).addInteger(limit))
                .map(rows -> rows.stream().flatMap(row -> decrypt(row).stream()).toList());
    }

    Future<Void> deleteAll(Tx tx) {
        return tx.query("delete from mail.received_email", Tuple.tuple()).mapEmpty();
    }

    /** Deletes the emails about an account. */
    public Future<Void> deleteByAccount(Tx tx, UUID account) {
        return tx.query(DELETE_BY_ACCOUNT, Tuple.tuple().addValue(buffers(accountHash.allOf(account.toString()))))
                .mapEmpty();
    }

    private Optional<ReceivedEmail> decrypt(Row row) {
        String context = sealingContext(
                row.getBuffer("message_hash").getBytes(),
                row.getBuffer("recipient_hash").getBytes());
        try {
            JsonObject content = new JsonObject(
                    Buffer.buffer(secretBox.open(row.getBuffer("sealed").getBytes(), context)));
            return Optional.of(new ReceivedEmail(
                    row.getUUID("id"),
                    content.getString("to"),
                    content.getString("from"),
                    content.getString("subject"),
                    content.getString("text"),
                    content.getString("html"),
                    row.getOffsetDateTime("received_at")));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Buffer hashAccount(UUID account) {
        return Buffer.buffer(accountHash.of(account.toString()));
    }

    private byte[] hashRecipient(String to) {
        return lookupHash.of(normalize(to));
    }

    private static String normalize(String to) {
        return to.strip().toLowerCase(Locale.ROOT);
    }

    private static Buffer[] buffers(List<byte[]> hashes) {
        return hashes.stream().map(Buffer::buffer).toArray(Buffer[]::new);
    }

    /** Returns the column that is sealed. */
    SealedColumn sealedColumn() {
        return new SealedColumn(
                "mail.received_email",
                "sealed",
                "(encode(message_hash, 'hex') || encode(recipient_hash, 'hex'))",
                secretBox);
    }

    private static String sealingContext(byte[] message, byte[] recipient) {
        return HexFormat.of().formatHex(message) + HexFormat.of().formatHex(recipient);
    }
}
