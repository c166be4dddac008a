package io.busbar.services.mail;

import static io.busbar.services.mail.MailOperations.SEND;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.busbar.services.mail.mailbox.DevMailboxStore;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The mail service: sends emails to the mail server or to the development mailbox. */
public final class MailVerticle extends ServiceVerticle {
    private final MailSettings settings;
    private final DeploymentSecrets secrets;
    private final @Nullable DevMailbox mailbox;
    private @Nullable Mailer mailer;

    /** If there is a mailbox, its receiver serves as the mail server. */
    public MailVerticle(ServiceContext serviceContext, DeploymentSecrets secrets, @Nullable DevMailbox mailbox) {
        super(MailOperations.MAIL, serviceContext);
        this.settings = MailSettings.of(serviceContext.settings());
        this.secrets = secrets;
        this.mailbox = mailbox;
    }

    @Override
    protected void configure() {
        Mailer started = createMailer();
        mailer = started;
        on(SEND, (email, call) -> started.send(email, call.requestContext().deadline()));
        erasePersonalData(new DevMailboxStore(database(), secrets)::deleteByAccount);
    }

    private Mailer createMailer() {
        BoundedExecutors executors = serviceContext().executors();
        KeyedHash messageIdHash = new KeyedHash(secrets, "message-id/v1");
        if (mailbox != null) {
            return Mailer.forMailbox(vertx, executors, mailbox.port(), settings.from(), messageIdHash);
        }
        MailSettings.SmtpServer smtpServer = settings.server();
        if (smtpServer == null) {
            throw new IllegalStateException("the mail service has neither a mail server nor a mailbox");
        }
        return new Mailer(vertx, executors, smtpServer, settings.from(), messageIdHash);
    }

    @Override
    protected Future<?> onStop() {
        return mailer == null ? Future.succeededFuture() : mailer.close();
    }
}
