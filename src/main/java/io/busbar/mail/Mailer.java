package io.busbar.mail;

import io.busbar.bus.EmailAddress;
import io.busbar.data.KeyedHash;
import io.busbar.mail.MailOperations.Letter;
import io.busbar.mail.MailOperations.Sent;
import io.busbar.mail.mailbox.DevMailbox;
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

/** Writes letters as mail and hands them to the server. */
final class Mailer {
    private static final int CONNECTIONS = 4;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(18);

    /** Who asked is to hear that the server is slow before their own patience ends. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final Sender from;
    private final KeyedHash ids;
    private final LetterTemplate template;
    private final boolean intoMailbox;
    private final MailClient client;
    private final SendQueue queue =
            new SendQueue(CONNECTIONS, CONNECT.plus(SILENCE).plus(SILENCE));

    /** Connects to nothing yet. */
    Mailer(Vertx vertx, MailSettings.Server server, Sender from, KeyedHash ids) {
        this(vertx, config(server, from), from, ids, false);
    }

    Mailer(Vertx vertx, MailConfig config, Sender from, KeyedHash ids) {
        this(vertx, config, from, ids, false);
    }

    private Mailer(Vertx vertx, MailConfig config, Sender from, KeyedHash ids, boolean intoMailbox) {
        this.from = from;
        this.ids = ids;
        this.intoMailbox = intoMailbox;
        this.template = new LetterTemplate(from.brand());
        this.client = MailClient.create(vertx, config);
    }

    /** One that hands letters to this node's own mailbox, which is told whom they are about. */
    static Mailer intoMailbox(Vertx vertx, int port, Sender from, KeyedHash ids) {
        MailSettings.Server server = new MailSettings.Server("127.0.0.1", port, MailSettings.Tls.NONE, null);
        return new Mailer(vertx, config(server, from), from, ids, true);
    }

    static MailConfig config(MailSettings.Server server, Sender from) {
        MailConfig config = new MailConfig()
                .setHostname(server.host())
                .setPort(server.port())
                .setSsl(server.tls() == MailSettings.Tls.IMPLICIT)
                .setStarttls(
                        server.tls() == MailSettings.Tls.STARTTLS ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setOwnHostname(from.address().domain())
                .setUserAgent("busbar")
                // One answer at a time: what a server says of the recipient is then never taken for something else.
                .setPipelining(false)
                .setMaxPoolSize(CONNECTIONS)
                .setKeepAliveTimeout(10)
                .setKeepAliveTimeoutUnit(TimeUnit.SECONDS)
                .setConnectTimeout((int) CONNECT.toMillis())
                .setIdleTimeout((int) SILENCE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        MailSettings.Login login = server.login();
        if (login == null) {
            return config.setLogin(LoginOption.DISABLED);
        }
        return config.setLogin(LoginOption.REQUIRED).setUsername(login.user()).setPassword(login.password());
    }

    /** Done when the server has accepted it; fails in the terms of the contract. */
    Future<Sent> send(Letter letter, Instant deadline) {
        EmailAddress to = LetterRules.check(letter);
        String messageId = ids.hex(letter.id()) + "@" + from.address().domain();
        return queue.run(deadline.minus(MARGIN), () -> client.sendMail(message(letter, to, messageId)))
                .map(accepted -> new Sent(messageId))
                .recover(cause -> Future.failedFuture(SmtpFailures.of(cause)));
    }

    Future<Void> close() {
        return client.close();
    }

    /** Headers with names and subjects are written here: the library would turn characters beyond the first 65,536 into question marks. */
    private MailMessage message(Letter letter, EmailAddress to, String messageId) {
        String name = letter.name();
        String sender = from.name();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Message-ID", "<" + messageId + ">")
                .add(
                        "From",
                        sender == null ? from.address().toString() : EncodedWords.mailbox(sender, from.address(), 6))
                .add("To", name == null || name.isBlank() ? to.toString() : EncodedWords.mailbox(name, to, 4))
                .add("Subject", EncodedWords.text(letter.subject(), 9))
                .add("Auto-Submitted", "auto-generated");
        if (intoMailbox && letter.about() != null) {
            headers.add(DevMailbox.ABOUT, letter.about().toString());
        }
        return new MailMessage()
                .setFrom(from.address().toString())
                .setTo(to.toString())
                .setHeaders(headers)
                .setText(template.text(letter))
                .setHtml(template.html(letter));
    }
}
