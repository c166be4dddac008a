package io.busbar.mail;

import static io.busbar.mail.MailOperations.FORGET;
import static io.busbar.mail.MailOperations.SEND;

import io.busbar.bus.Caller;
import io.busbar.bus.Kernel;
import io.busbar.bus.Nothing;
import io.busbar.bus.ServiceVerticle;
import io.busbar.data.KeyedHash;
import io.busbar.mail.mailbox.DevMailbox;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The mail service, wired. */
public final class MailVerticle extends ServiceVerticle {
    private final MailSettings settings;
    private final KeyedHash ids;
    private final @Nullable DevMailbox mailbox;
    private @Nullable Mailer mailer;

    /** With a mailbox, its receiver is the mail server. */
    public MailVerticle(Kernel kernel, MailSettings settings, String secret, @Nullable DevMailbox mailbox) {
        super(MailOperations.MAIL, kernel);
        this.settings = settings;
        this.ids = new KeyedHash(secret, "message-id/v1");
        this.mailbox = mailbox;
    }

    @Override
    protected void wire() {
        Mailer opened = new Mailer(vertx, server(), settings.from(), ids);
        mailer = opened;
        on(SEND, (letter, call) -> opened.send(letter, call.caller().deadline()));
        on(FORGET, (request, call) -> forget(request.to(), call.caller()).map(Nothing.NOTHING));
    }

    private Future<Void> forget(String to, Caller caller) {
        if (mailbox == null) {
            return Future.succeededFuture();
        }
        EmailAddress address;
        try {
            address = EmailAddress.of(to);
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(); // nothing was ever sent there
        }
        return mailbox.forget(caller, address);
    }

    private MailSettings.Server server() {
        if (mailbox != null) {
            return new MailSettings.Server("127.0.0.1", mailbox.port(), MailSettings.Tls.NONE, null);
        }
        MailSettings.Server server = settings.server();
        if (server == null) {
            throw new IllegalStateException("the mail service has neither a mail server nor a mailbox");
        }
        return server;
    }

    @Override
    public Future<?> stop() {
        return mailer == null ? Future.succeededFuture() : mailer.close();
    }
}
