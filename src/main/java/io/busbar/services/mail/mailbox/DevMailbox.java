package io.busbar.services.mail.mailbox;

import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.text.EmailAddress;
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
    public static final String ACCOUNT_HEADER = "X-Busbar-Account";

    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(10);

    private final Context context;
    private final Changes changes;
    private final MailboxStore store;
    private final SmtpReceiver receiver;

    private DevMailbox(Vertx vertx, Database database, Changes changes, String secret) {
        this.context = vertx.getOrCreateContext();
        this.changes = changes;
        this.store = new MailboxStore(database, secret);
        this.receiver = SmtpReceiver.start(this::store);
    }

    /** Begins to receive. Blocks for a moment. */
    public static DevMailbox start(Vertx vertx, Database database, Changes changes, String secret) {
        return new DevMailbox(vertx, database, changes, secret);
    }

    /** Where it receives, on the loopback interface. */
    public int port() {
        return receiver.port();
    }

    /** The newest first; {@code to} is an address, null for all. */
    public Future<List<ReceivedEmail>> list(@Nullable String to, int limit) {
        return store.list(to == null ? null : normalizeAddress(to), limit);
    }

    /** Deletes all of it. */
    public Future<Void> clear(RequestContext requestContext) {
        return changes.change(requestContext, "mail.clear", store::clear);
    }

    /** Deletes what is about an account. */
    public Future<Void> erase(Tx tx, UUID account) {
        return store.erase(tx, account);
    }

    /** Stops receiving. Blocks until what is under way has ended. */
    public void close() {
        receiver.close();
    }

    /** An address as the mail server knows it, its domain in ASCII. */
    private static String normalizeAddress(String address) {
        return EmailAddress.tryParse(address.strip())
                .map(EmailAddress::toString)
                .orElse(address);
    }

    /** Called on threads of the receiver; the work is the event loop's. */
    private Future<Void> store(List<String> recipients, byte[] message) {
        Promise<Void> stored = Promise.promise();
        try {
            ParsedEmail mail = ParsedEmail.parse(message);
            context.runOnContext(v -> changes.change(
                            RequestContext.system("mail.mailbox", STORE_TIMEOUT),
                            "mail.receive",
                            tx -> store(tx, recipients, mail))
                    .onComplete(stored));
        } catch (MessagingException | IOException | RuntimeException e) {
            stored.fail(e);
        }
        return stored.future();
    }

    private Future<Void> store(Tx tx, List<String> recipients, ParsedEmail mail) {
        Future<Void> done = Future.succeededFuture();
        for (String recipient : recipients) {
            done = done.compose(stored -> store.insert(tx, recipient, mail));
        }
        return done;
    }
}
