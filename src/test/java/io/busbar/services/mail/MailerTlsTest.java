package io.busbar.services.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.testing.TestCertificates;
import io.busbar.testing.TestExecutors;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.MailConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;

/** TLS to the mail server: nothing is sent to a server that is not verified. */
@UsesServers
class MailerTlsTest {
    private static final FromAddress FROM = FromAddress.parse("hello@market.example");
    private static final Email EMAIL = new Email("1", "ada@example.org", null, "Hi", List.of("Hello"), null, null);

    @TempDir
    private static Path folder;

    private static @Nullable TestCertificates made;
    private final Vertx vertx = Vertx.vertx();
    private @Nullable TestMailServer server;

    @BeforeEach
    void start() throws Exception {
        if (made == null) {
            made = TestCertificates.create(folder);
        }
        SSLContext tls = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = new PemKeyCertOptions()
                .setCertPath(certificates().certificate().toString())
                .setKeyPath(certificates().key().toString())
                .getKeyManagerFactory(vertx);
        tls.init(keys.getKeyManagers(), null, null);
        server = new TestMailServer(builder -> builder.enableTLS()
                .startTlsSocketFactory(tls)
                .requireTLS()
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    if (!user.equals("market") || !password.equals("right")) {
                        throw new LoginFailedException();
                    }
                })));
    }

    @AfterEach
    void close() {
        server().close();
        vertx.close().await();
    }

    @Test
    void send_withTrustedCertificateAndCorrectPassword_deliversEmail() {
        send(config("localhost", "right")
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(certificates().ca().toString())));

        assertThat(server().receivedMessages).hasSize(1);
    }

    @Test
    void send_withUntrustedCertificate_sendsNothing() {
        assertThat(refused(config("localhost", "right"))).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(server().receivedMessages).isEmpty();
    }

    @Test
    void send_withCertificateForAnotherName_sendsNothing() {
        assertThat(refused(config("127.0.0.2", "right")
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(certificates().ca().toString()))))
                .isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(server().receivedMessages).isEmpty();
    }

    @Test
    void send_withWrongPassword_returnsServiceUnavailable() {
        assertThat(refused(config("localhost", "wrong")
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(certificates().ca().toString()))))
                .isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(server().receivedMessages).isEmpty();
    }

    private MailConfig config(String host, String password) {
        return Mailer.config(
                new MailSettings.SmtpServer(
                        host,
                        server().port(),
                        MailSettings.SmtpTls.STARTTLS,
                        new MailSettings.SmtpCredentials("market", password)),
                FROM);
    }

    private void send(MailConfig config) {
        Mailer mailer = new Mailer(
                vertx,
                TestExecutors.of(vertx),
                config,
                FROM,
                new KeyedHash(DeploymentSecrets.of("0123456789012345678901234567890123456789"), "message-id/v1"));
        try {
            mailer.send(EMAIL, Instant.now().plusSeconds(20)).await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private FailureCode refused(MailConfig config) {
        Failure failure = catchThrowableOfType(Failure.class, () -> send(config));
        assertThat(failure).as("the email is rejected").isNotNull();
        return failure.code();
    }

    private static TestCertificates certificates() {
        return Objects.requireNonNull(made);
    }

    private TestMailServer server() {
        return Objects.requireNonNull(server);
    }
}
