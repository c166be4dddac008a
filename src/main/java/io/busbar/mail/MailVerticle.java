package io.busbar.mail;

import static io.busbar.mail.MailOperations.SEND;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Subscriber;
import io.busbar.data.KeyedHash;
import io.busbar.mail.mailbox.DevMailbox;
import io.busbar.users.UsersEvents;
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
        Mailer opened = mailer();
        mailer = opened;
        on(SEND, (letter, call) -> opened.send(letter, call.caller().deadline()));
        DevMailbox kept = mailbox;
        if (kept != null) {
            subscribe(new Subscriber("mail.erasure")
                    .on(
                            UsersEvents.ERASED,
                            (tx, erased) -> kept.forget(tx, erased.payload().id())));
        }
    }

    private Mailer mailer() {
        if (mailbox != null) {
            return Mailer.intoMailbox(vertx, mailbox.port(), settings.from(), ids);
        }
        MailSettings.Server server = settings.server();
        if (server == null) {
            throw new IllegalStateException("the mail service has neither a mail server nor a mailbox");
        }
        return new Mailer(vertx, server, settings.from(), ids);
    }

    @Override
    protected Future<?> release() {
        return mailer == null ? Future.succeededFuture() : mailer.close();
    }
}
