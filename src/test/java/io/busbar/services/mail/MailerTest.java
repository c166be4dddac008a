package io.busbar.services.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import io.busbar.services.mail.MailOperations.CallToAction;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.mail.MailOperations.EmailSent;
import io.busbar.services.mail.TestMailServer.ReceivedMessage;
import io.busbar.testing.TestExecutors;
import io.busbar.testing.TestFutures;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.RejectException;

/** Sending emails to a mail server. */
@UsesServers
class MailerTest {
    private static final FromAddress FROM = FromAddress.parse("\"Grüner Markt 🌿\" <hello@market.example>");
    private static final Email EMAIL = email("Confirm your address", "Ada", "Hello Ada,");

    private final Vertx vertx = Vertx.vertx();
    private final TestMailServer server = new TestMailServer();
    private final Mailer mailer = mailer(server.port(), MailSettings.SmtpTls.NONE, null);

    @AfterEach
    void close() {
        server.close();
        vertx.close().await();
    }

    @Test
    void send_deliversTextAndHtmlParts() throws Exception {
        EmailSent emailSent = send(mailer, EMAIL);

        ReceivedMessage receivedMessage = onlyMessage();
        assertThat(receivedMessage.from()).isEqualTo("hello@market.example");
        assertThat(receivedMessage.to()).containsExactly("ada@example.org");
        MimeMessage mail = receivedMessage.parsed();
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        assertThat(part(mail, 0).getContentType()).startsWith("text/plain");
        assertThat(part(mail, 1).getContentType()).startsWith("text/html");
        assertThat(text(mail))
                .isEqualTo("Grüner Markt 🌿\n\nHello Ada,\n\nConfirm: https://market.example/confirm?token=a&b=c\n\n"
                        + "-- \nYou get this because you have an account.");
        assertThat(html(mail))
                .contains("Hello Ada,", "You get this because you have an account.")
                .contains("href=\"https://market.example/confirm?token=a&amp;b=c\"");
        assertThat(mail.getMessageID()).isEqualTo("<" + emailSent.messageId() + ">");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("MIME-Version")).containsExactly("1.0");
        assertThat(mail.getSentDate().toInstant())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grüße 👋",
                "تأكيد عنوان بريدك الإلكتروني",
                "אישור הכתובת שלך 🎉 now",
                "👩‍👩‍👧‍👦🏳️‍🌈👍🏽",
                "請確認您的電子郵件地址",
                "  spaces   at both ends  ",
                "looks =?UTF-8?B?aGk=?= encoded",
                "\"Quotes\" and \\ <angles>, commas; (comments)",
                "𝕊𝕦𝕓𝕛𝕖𝕔𝕥 𝕠𝕗 𝕞𝕒𝕥𝕙 𝕠𝕗 𝕥𝕙𝕖 𝕨𝕙𝕠𝕝𝕖 𝕝𝕖𝕟𝕘𝕥𝕙 𝕠𝕗 𝕥𝕨𝕠 𝕙𝕦𝕟𝕕𝕣𝕖𝕕 𝕔𝕙𝕒𝕣𝕒𝕔𝕥𝕖𝕣𝕤 𝕠𝕣 𝕤𝕠, 𝕚𝕟 𝕞𝕒𝕟𝕪 𝕨𝕠𝕣𝕕𝕤 𝕨𝕚𝕥𝕙𝕠𝕦𝕥 𝕖𝕟𝕕 🙂",
                "A subject in plain ASCII that is as long as a subject can be, which is two hundred characters, and "
                        + "so goes on and on for a while although everything of importance has been said before this",
            })
    void send_withSubjectAndNameInAnyScript_deliversThemExactly(String text) throws Exception {
        send(mailer, email(text, text, "Hello"));

        MimeMessage mail = onlyMessage().parsed();
        assertThat(mail.getSubject()).isEqualTo(text);
        InternetAddress to = (InternetAddress) mail.getAllRecipients()[0];
        assertThat(to.getAddress()).isEqualTo("ada@example.org");
        assertThat(to.getPersonal()).isEqualTo(text);
        InternetAddress from = (InternetAddress) mail.getFrom()[0];
        assertThat(from.getAddress()).isEqualTo("hello@market.example");
        assertThat(from.getPersonal()).isEqualTo("Grüner Markt 🌿");
        assertThat(html(mail)).contains("Hello");
    }

    @Test
    void send_withLongUnicodeHeaders_writesAsciiLinesOfAllowedLength() {
        send(mailer, email("🙂".repeat(100), "é".repeat(200), "Hello"));

        String bytes = onlyMessage().bytes().toString(StandardCharsets.ISO_8859_1);
        String head = bytes.substring(0, bytes.indexOf("\r\n\r\n"));
        assertThat(head.lines()).allSatisfy(line -> {
            assertThat(line).matches("\\p{ASCII}*");
            assertThat(line.length()).isLessThanOrEqualTo(line.contains("=?") ? 76 : 998);
        });
        assertThat(bytes.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(998));
    }

    @Test
    void send_withMarkupInContent_escapesItInHtmlAndKeepsItInText() throws Exception {
        String wrote = "<script>alert('x')</script> & \"quotes\" {{brand}} .\n.\nFrom me";
        send(mailer, email("<b>{{subject}}</b>", "<i>", wrote));

        MimeMessage mail = onlyMessage().parsed();
        assertThat(html(mail))
                .doesNotContain("<script", "<b>", "<i>")
                .contains("&lt;script&gt;", "{{brand}} .<br>.<br>");
        assertThat(text(mail)).contains(wrote);
    }

    @Test
    void send_withLongParagraph_wrapsTextButKeepsLinksWhole() throws Exception {
        String link = "https://market.example/" + "x".repeat(120);
        send(mailer, email("Wrapped", null, "word ".repeat(60) + link + " end"));

        List<String> lines = text(onlyMessage().parsed()).lines().toList();
        assertThat(lines).contains(link);
        assertThat(lines.stream().filter(line -> !line.equals(link) && !line.startsWith("Confirm: ")))
                .allMatch(line -> line.length() <= 72);
    }

    @Test
    void send_repeated_hasSameMessageIdWithoutPersonalData() throws Exception {
        Email personal =
                new Email("verify:ada@example.org", "ada@example.org", null, "Again", List.of("Hello"), null, null);
        String first = send(mailer, personal).messageId();
        String second = send(mailer, personal).messageId();
        String other = send(mailer, EMAIL).messageId();

        assertThat(second).isEqualTo(first).isNotEqualTo(other);
        assertThat(first).matches("[0-9a-f]{64}@market\\.example");
        assertThat(server.receivedMessages.get(1).parsed().getMessageID()).isEqualTo("<" + first + ">");
    }

    @Test
    void send_withControlCharacters_namesEveryInvalidField() {
        String evil = "x\r\nBcc: eve@example.org";
        Failure failure = refused(
                mailer,
                new Email(
                        evil,
                        "ada@example.org\r\nBcc: eve@example.org",
                        "x\nBcc: eve@example.org",
                        "x\0y",
                        List.of("fine", "not\0fine"),
                        new CallToAction(evil, "https://market.example/\r\nx"),
                        "\u001b[31m"));

        assertThat(failure.code()).isEqualTo(FailureCode.VALIDATION_ERROR);
        assertThat(failure.errors().stream().map(Failure.FieldError::field))
                .containsExactlyInAnyOrder(
                        "/id",
                        "/to",
                        "/recipientName",
                        "/subject",
                        "/paragraphs/1",
                        "/callToAction/label",
                        "/callToAction/url",
                        "/footnote");
        assertThat(server.receivedMessages).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@example.org",
                "ada@",
                "ada@@example.org",
                "a da@example.org",
                ".ada@example.org",
                "ada..b@example.org",
                "ada@-example.org",
                "ada@exa_mple.org",
                "<ada@example.org>",
                "ada@example.org>",
                "ada@example.org,eve@example.org",
                "ada@[127.0.0.1]",
                "ädä@example.org",
                "ada@example.org "
            })
    void send_toInvalidAddress_isRefused(String to) {
        Failure failure = refused(mailer, new Email("1", to, null, "Hi", List.of("Hello"), null, null));

        assertThat(failure.errors().stream().map(Failure.FieldError::field)).containsExactly("/to");
        assertThat(server.receivedMessages).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"o'hara+tag@sub.example.org", "1@example.org", "ada@localhost", "ada@münchen.example"})
    void send_toValidAddress_deliversToIt(String to) {
        send(mailer, new Email("1", to, null, "Hi", List.of("Hello"), null, null));

        assertThat(onlyMessage().to()).containsExactly(to.replace("münchen", "xn--mnchen-3ya"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", "data:text/html,x", "//market.example", "https:", "ftp://x.example", "x"})
    void send_withOtherThanWebOrMailLink_isRefused(String url) {
        Failure failure = refused(
                mailer, new Email("1", "ada@example.org", null, "Hi", List.of(), new CallToAction("Open", url), null));

        assertThat(failure.errors().stream().map(Failure.FieldError::field)).containsExactly("/callToAction/url");
    }

    @Test
    void send_ifServerRejects_blamesEmailOnlyForBadRecipientOrContent() {
        server.recipientRejection = new RejectException(550, "5.1.1 <ada@example.org> nobody here");
        Failure permanent = refused(mailer, EMAIL);
        server.recipientRejection = new RejectException(451, "4.2.0 <ada@example.org> greylisted");
        Failure transitory = refused(mailer, EMAIL);
        server.recipientRejection = new RejectException(530, "5.7.0 sign in first");
        Failure unsigned = refused(mailer, EMAIL);
        server.recipientRejection = new RejectException(554, "5.5.0 <ada@example.org> relay access denied");
        Failure relay = refused(mailer, EMAIL);
        server.recipientRejection = new RejectException(550, "5.7.1 <ada@example.org> relaying denied");
        Failure policy = refused(mailer, EMAIL);
        server.recipientRejection = null;
        server.senderRejection = new RejectException(550, "5.7.1 not your domain");
        Failure sender = refused(mailer, EMAIL);
        server.senderRejection = null;
        server.contentRejection = new RejectException(554, "5.6.0 looks like spam");
        Failure content = refused(mailer, EMAIL);
        server.contentRejection = null;
        assertThat(permanent.code()).isEqualTo(FailureCode.VALIDATION_ERROR);
        assertThat(permanent.errors())
                .containsExactly(new Failure.FieldError("/to", "was rejected by the mail server"));
        assertThat(List.of(transitory, unsigned, relay, policy, sender)).allSatisfy(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
            assertThat(failure.retryAfter()).isNotNull();
        });
        assertThat(content.errors().getFirst().field()).isEqualTo("/paragraphs");
        assertThat(List.of(permanent, transitory, unsigned, relay, policy, sender, content))
                .noneMatch(failure -> failure.message().contains("ada@"));
        assertThat(server.receivedMessages).isEmpty();
        assertThat(send(mailer, EMAIL)).isNotNull();
    }

    @Test
    void log_ofRejectedEmail_containsNeitherAddressNorContent() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.start();
        root.addAppender(log);
        try {
            server.recipientRejection = new RejectException(451, "4.2.0 <ada@example.org> greylisted");
            refused(mailer, EMAIL);
            server.recipientRejection = new RejectException(550, "5.1.1 <ada@example.org> nobody here");
            refused(mailer, EMAIL);
            server.recipientRejection = null;
            server.contentRejection = new RejectException(554, "5.6.0 no mail for ada@example.org with Hello");
            refused(mailer, EMAIL);
        } finally {
            root.detachAppender(log);
        }

        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .contains(
                        "The mail server replied 451 (recipient address not accepted)",
                        "The mail server replied 550 (recipient address not accepted)")
                .noneMatch(line -> line.contains("ada") || line.contains("Hello"));
    }

    @Test
    void send_withoutServer_failsAsUnavailable() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Failure failure = refused(mailer(nobody, MailSettings.SmtpTls.NONE, null), EMAIL);

        assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void send_toSilentServer_failsBeforeItsDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            Mailer waiting = mailer(silent.getLocalPort(), MailSettings.SmtpTls.NONE, null);
            long begun = System.nanoTime();
            Failure failure = catchThrowableOfType(
                    Failure.class, () -> wait(waiting, EMAIL, Instant.now().plusSeconds(2)));

            assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void send_toSlowServer_queuesAndDropsEmailsPastTheirDeadline() throws Exception {
        server.acceptLatch = new CountDownLatch(1);
        List<Future<EmailSent>> patient = IntStream.range(0, 10)
                .mapToObj(i -> mailer.send(
                        email("patient-" + i, null, "Hello"), Instant.now().plusSeconds(20)))
                .toList();
        List<Future<EmailSent>> hasty = IntStream.range(0, 10)
                .mapToObj(i -> mailer.send(
                        email("hasty-" + i, null, "Hello"), Instant.now().plusMillis(900)))
                .toList();
        Future.join(hasty).otherwiseEmpty().await(10, TimeUnit.SECONDS);
        assertThat(hasty)
                .allMatch(emailSent -> emailSent.cause() instanceof Failure failure
                        && failure.code() == FailureCode.SERVICE_UNAVAILABLE);
        server.acceptLatch.countDown();
        Future.all(patient).await(20, TimeUnit.SECONDS);

        assertThat(server.receivedMessages)
                .hasSize(10)
                .allMatch(mail -> mail.bytes().toString().contains("patient"));
    }

    @Test
    void send_ifServerLacksRequiredTls_failsWithoutDelivery() {
        Mailer careful =
                mailer(server.port(), MailSettings.SmtpTls.STARTTLS, new MailSettings.SmtpCredentials("ada", "secret"));

        assertThat(refused(careful, EMAIL).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(server.receivedMessages).isEmpty();
    }

    private Mailer mailer(
            int port, MailSettings.SmtpTls smtpTls, MailSettings.@Nullable SmtpCredentials smtpCredentials) {
        return new Mailer(
                vertx,
                TestExecutors.of(vertx),
                new MailSettings.SmtpServer("localhost", port, smtpTls, smtpCredentials),
                FROM,
                new KeyedHash(DeploymentSecrets.of("0123456789012345678901234567890123456789"), "message-id/v1"));
    }

    private static Email email(String subject, @Nullable String name, String paragraph) {
        return new Email(
                "email-1",
                "ada@example.org",
                name,
                subject,
                List.of(paragraph),
                new CallToAction("Confirm", "https://market.example/confirm?token=a&b=c"),
                "You get this because you have an account.");
    }

    private static EmailSent send(Mailer mailer, Email email) {
        return wait(mailer, email, Instant.now().plusSeconds(20));
    }

    private static Failure refused(Mailer mailer, Email email) {
        Failure failure = catchThrowableOfType(Failure.class, () -> send(mailer, email));
        assertThat(failure).as("the email is rejected").isNotNull();
        return failure;
    }

    private static EmailSent wait(Mailer mailer, Email email, Instant deadline) {
        return TestFutures.get(mailer.send(email, deadline), Duration.ofSeconds(30));
    }

    private ReceivedMessage onlyMessage() {
        assertThat(server.receivedMessages).hasSize(1);
        return server.receivedMessages.getFirst();
    }

    private static BodyPart part(MimeMessage mail, int number) throws Exception {
        return ((Multipart) mail.getContent()).getBodyPart(number);
    }

    private static String text(MimeMessage mail) throws Exception {
        return ((String) part(mail, 0).getContent()).replace("\r\n", "\n").stripTrailing();
    }

    private static String html(MimeMessage mail) throws Exception {
        return ((String) part(mail, 1).getContent()).replace("\r\n", "\n");
    }
}
