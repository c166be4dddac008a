package io.busbar.mail.mailbox;

import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.EmailAddress;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where mail goes in a deployment without a mail server. Each node receives by SMTP what it sends itself; what is kept is in the database,
 * so any node shows all of it.
 */
public final class DevMailbox {
    /** The header that names the account a mail is about; it leaves this machine never. */
    public static final String ABOUT = "X-Busbar-About";

    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);

    private final Context context;
    private final Changes changes;
    private final MailboxStore store;
    private final SmtpReceiver receiver;

    private DevMailbox(Vertx vertx, Database database, Changes changes, String secret) {
        this.context = vertx.getOrCreateContext();
        this.changes = changes;
        this.store = new MailboxStore(database, secret);
        this.receiver = SmtpReceiver.open(this::keep);
    }

    /** Begins to receive. Blocks for a moment. */
    public static DevMailbox open(Vertx vertx, Database database, Changes changes, String secret) {
        return new DevMailbox(vertx, database, changes, secret);
    }

    /** Where it receives, on the loopback interface. */
    public int port() {
        return receiver.port();
    }

    /** The newest first; {@code to} is an address, null for all. */
    public Future<List<ReceivedMail>> list(@Nullable String to, int limit) {
        return store.list(to == null ? null : asDelivered(to), limit);
    }

    /** Deletes all of it. */
    public Future<Void> clear(Caller caller) {
        return changes.change(caller, "mail.clear", store::clear);
    }

    /** Deletes what is about an account. */
    public Future<Void> forget(Tx tx, UUID account) {
        return store.forget(tx, account);
    }

    /** Stops receiving. Blocks until what is under way has ended. */
    public void close() {
        receiver.close();
    }

    /** An address as the mail server knows it, its domain in ASCII. */
    private static String asDelivered(String address) {
        return EmailAddress.read(address.strip()).map(EmailAddress::toString).orElse(address);
    }

    /** Called on threads of the receiver; the work is the event loop's. */
    private Future<Void> keep(List<String> recipients, byte[] message) {
        Promise<Void> kept = Promise.promise();
        try {
            ParsedMail mail = ParsedMail.of(message);
            context.runOnContext(v -> changes.change(
                            Caller.program("mailbox", TIME_LIMIT), "mail.receive", tx -> keep(tx, recipients, mail))
                    .onComplete(kept));
        } catch (MessagingException | IOException | RuntimeException e) {
            kept.fail(e);
        }
        return kept.future();
    }

    private Future<Void> keep(Tx tx, List<String> recipients, ParsedMail mail) {
        Future<Void> done = Future.succeededFuture();
        for (String recipient : recipients) {
            done = done.compose(kept -> store.keep(tx, recipient, mail));
        }
        return done;
    }
}
