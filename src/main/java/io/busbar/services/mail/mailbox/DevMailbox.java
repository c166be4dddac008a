package io.busbar.services.mail.mailbox;

import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.text.EmailAddress;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The development mailbox: stores the emails of a deployment without a mail server, for developers to read. Each node receives its own
 * emails by SMTP and stores them in the database, so every node shows all of them.
 */
public final class DevMailbox {
    /** The header with the account that an email is about. It never leaves this machine. */
    public static final String ACCOUNT_HEADER = "X-Busbar-Account";

    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(10);

    private final Context context;
    private final Changes changes;
    private final DevMailboxStore store;
    private final SmtpReceiver receiver;

    private DevMailbox(Vertx vertx, Database database, Changes changes, DeploymentSecrets secrets) {
        this.context = vertx.getOrCreateContext();
        this.changes = changes;
        this.store = new DevMailboxStore(database, secrets);
        store.sealedColumn().reseal(changes);
        this.receiver = SmtpReceiver.start(this::store);
    }

    /** Starts the receiver. Blocks until its socket is bound. */
    public static DevMailbox start(Vertx vertx, Database database, Changes changes, DeploymentSecrets secrets) {
        return new DevMailbox(vertx, database, changes, secrets);
    }

    /** Returns the receiver's port on the loopback interface. */
    public int port() {
        return receiver.port();
    }

    /** Returns emails to an address, or all emails if {@code to} is null, newest first. */
    public Future<List<ReceivedEmail>> list(@Nullable String to, int limit) {
        return store.list(to == null ? null : normalizeAddress(to), limit);
    }

    /** Deletes all emails. */
    public Future<Void> clear(RequestContext requestContext) {
        return changes.change(requestContext, "mail.clear", store::deleteAll);
    }

    /** Stops the receiver. Blocks until its threads have ended. */
    public void close() {
        receiver.close();
    }

    /** Returns the address with its domain in ASCII, as the mail server gets it. */
    private static String normalizeAddress(String address) {
        return EmailAddress.tryParse(address.strip())
                .map(EmailAddress::toString)
                .orElse(address);
    }

    /** Stores an email. Called on threads of the receiver; runs on the event loop. */
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
            done = done.compose(stored -> store.insertAndTrim(tx, recipient, mail));
        }
        return done;
    }
}
