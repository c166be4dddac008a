package io.busbar.services.mail;

import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.busbar.bus.text.EmailAddress;
import io.busbar.data.KeyedHash;
import io.busbar.data.TransactionScope;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.mail.MailOperations.EmailSent;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Builds MIME messages of emails and sends them to the mail server. */
final class Mailer {
    /** Of one node. */
    private static final int MAX_CONNECTIONS = 8;

    private static final int MAX_QUEUED = 1000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Shorter than the timeout of {@link MailOperations#SEND} (20 s), so that a server that hangs is reported as such. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(18);

    /** Ends a send before the caller's deadline, so that the caller gets the failure and not a timeout. */
    private static final Duration DEADLINE_MARGIN = Duration.ofMillis(500);

    private static final ExecutorLimits LIMITS = new ExecutorLimits(
                    MAX_CONNECTIONS, MAX_QUEUED, "The mail server is busy or not responding", Duration.ofSeconds(5))
            .withMaxDuration(CONNECT_TIMEOUT.plus(IDLE_TIMEOUT).plus(IDLE_TIMEOUT));

    private final FromAddress from;
    private final KeyedHash messageIdHash;
    private final EmailRenderer renderer;
    private final boolean usesMailbox;
    private final MailClient client;
    private final BoundedExecutor executor;

    /** Creates a mailer. Connections are opened on first use. */
    Mailer(
            Vertx vertx,
            BoundedExecutors executors,
            MailSettings.SmtpServer smtpServer,
            FromAddress from,
            KeyedHash messageIdHash) {
        this(vertx, executors, config(smtpServer, from), from, messageIdHash, false);
    }

    Mailer(Vertx vertx, BoundedExecutors executors, MailConfig config, FromAddress from, KeyedHash messageIdHash) {
        this(vertx, executors, config, from, messageIdHash, false);
    }

    private Mailer(
            Vertx vertx,
            BoundedExecutors executors,
            MailConfig config,
            FromAddress from,
            KeyedHash messageIdHash,
            boolean usesMailbox) {
        this.executor = executors.get("mail", LIMITS);
        this.from = from;
        this.messageIdHash = messageIdHash;
        this.usesMailbox = usesMailbox;
        this.renderer = new EmailRenderer(from.brand());
        this.client = MailClient.create(vertx, config);
    }

    /** Returns a mailer for this node's development mailbox, which also gets the account of each email. */
    static Mailer forMailbox(
            Vertx vertx, BoundedExecutors executors, int port, FromAddress from, KeyedHash messageIdHash) {
        MailSettings.SmtpServer smtpServer =
                new MailSettings.SmtpServer("127.0.0.1", port, MailSettings.SmtpTls.NONE, null);
        return new Mailer(vertx, executors, config(smtpServer, from), from, messageIdHash, true);
    }

    static MailConfig config(MailSettings.SmtpServer smtpServer, FromAddress from) {
        MailConfig config = new MailConfig()
                .setHostname(smtpServer.host())
                .setPort(smtpServer.port())
                .setSsl(smtpServer.tls() == MailSettings.SmtpTls.IMPLICIT)
                .setStarttls(
                        smtpServer.tls() == MailSettings.SmtpTls.STARTTLS
                                ? StartTLSOptions.REQUIRED
                                : StartTLSOptions.DISABLED)
                .setOwnHostname(from.address().domain())
                .setUserAgent("busbar")
                // Without pipelining, each reply belongs to exactly one command, so a rejected recipient is recognized.
                .setPipelining(false)
                .setMaxPoolSize(MAX_CONNECTIONS)
                .setKeepAliveTimeout(10)
                .setKeepAliveTimeoutUnit(TimeUnit.SECONDS)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        MailSettings.SmtpCredentials smtpCredentials = smtpServer.credentials();
        if (smtpCredentials == null) {
            return config.setLogin(LoginOption.DISABLED);
        }
        return config.setLogin(LoginOption.REQUIRED)
                .setUsername(smtpCredentials.user())
                .setPassword(smtpCredentials.password());
    }

    /** Sends an email. Succeeds when the server has accepted it; fails as documented in {@link MailOperations#SEND}. */
    Future<EmailSent> send(Email email, Instant deadline) {
        TransactionScope.requireNone("An email");
        EmailAddress to = EmailValidator.validate(email);
        String messageId = messageIdHash.hex(email.id()) + "@" + from.address().domain();
        return executor.run(deadline.minus(DEADLINE_MARGIN), () -> client.sendMail(message(email, to, messageId)))
                .map(accepted -> new EmailSent(messageId))
                .recover(cause -> Future.failedFuture(SmtpFailureTranslator.translate(cause)));
    }

    Future<Void> close() {
        return client.close();
    }

    /** Encodes names and subjects, because the client replaces characters beyond U+FFFF with question marks. */
    private MailMessage message(Email email, EmailAddress to, String messageId) {
        String name = email.recipientName();
        String sender = from.name();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Message-ID", "<" + messageId + ">")
                .add(
                        "From",
                        sender == null ? from.address().toString() : HeaderEncoder.mailbox(sender, from.address(), 6))
                .add("To", name == null || name.isBlank() ? to.toString() : HeaderEncoder.mailbox(name, to, 4))
                .add("Subject", HeaderEncoder.text(email.subject(), 9))
                .add("Auto-Submitted", "auto-generated");
        if (usesMailbox && email.accountId() != null) {
            headers.add(DevMailbox.ACCOUNT_HEADER, email.accountId().toString());
        }
        return new MailMessage()
                .setFrom(from.address().toString())
                .setTo(to.toString())
                .setHeaders(headers)
                .setText(renderer.text(email))
                .setHtml(renderer.html(email));
    }
}
