package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.busbar.bus.Contract;
import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingType;
import io.busbar.bus.text.EmailAddress;
import io.busbar.http.limits.Quota;
import io.busbar.services.auth.AuthSettings;
import io.busbar.services.bookings.BookingSettings;
import io.busbar.services.mail.FromAddress;
import io.busbar.services.mail.MailSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSettingsTest {
    private static final List<Contract> CONTRACTS = ServiceRegistry.contracts();
    private static final String SECRET = "0123456789012345678901234567890123456789";

    @TempDir
    private Path folder;

    private Path file;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setUpFile() {
        file = folder.resolve("busbar.properties");
    }

    @Test
    void read_withoutVariables_usesEmbeddedServersAllServicesAndLoopback() {
        NodeSettings nodeSettings = read();
        assertThat(nodeSettings.externalServers()).isNull();
        assertThat(nodeSettings.jwtSecret()).isNull();
        assertThat(nodeSettings.dataFolder()).isEqualTo(Path.of(".busbar"));
        assertThat(nodeSettings.services()).isEqualTo(ServiceRegistry.names());
        assertThat(nodeSettings.values().get(AuthSettings.ACCESS_TOKEN_EXPIRY)).isEqualTo(Duration.ofHours(1));
        assertThat(nodeSettings.clientUrl()).isEqualTo("http://localhost:5000");
        assertThat(nodeSettings.values().get(BookingSettings.MAX_OPEN_REQUESTS)).isEqualTo(20);
        assertThat(nodeSettings.frontend().host()).isEqualTo("127.0.0.1");
        assertThat(nodeSettings.frontend().port()).isEqualTo(5000);
        assertThat(nodeSettings.frontend().tls()).isNull();
        assertThat(nodeSettings.frontend().allowedOrigins()).containsExactly("http://localhost:8000");
        assertThat(nodeSettings.frontend().rateQuotas().user())
                .isEqualTo(new Quota("user", 1200, Duration.ofMinutes(1)));
        assertThat(nodeSettings.frontend().trustedProxies()).isEmpty();
        assertThat(nodeSettings.cluster()).isEqualTo(new ClusterSettings("127.0.0.1", null, null));
    }

    @Test
    void read_withVariables_trimsThemAndTreatsBlankAsAbsent() {
        environment.putAll(Map.of(
                "DATABASE_URL", "postgresql://busbar:p%40ss@db.internal:6543/market?sslmode=verify-full",
                "REDIS_URL", "rediss://:secret@cache.internal:6380/2",
                "JWT_SECRET", SECRET,
                "PORT", " 8080 ",
                "HOST", " ",
                "CLIENT_URL", "https://app.example.com, http://localhost:8000/",
                "RATE_LIMIT_AUTH", "10/30",
                "SERVICES", "catalog",
                "TRUST_PROXY", "10.0.0.0/8,::1",
                "ACCESS_TOKEN_EXPIRY", "15m"));
        NodeSettings nodeSettings = read();
        assertThat(nodeSettings.externalServers())
                .hasToString("ExternalServers[database=db.internal:6543/market, redisUrl="
                        + "rediss://:secret@cache.internal:6380/2]");
        assertThat(nodeSettings.frontend().port()).isEqualTo(8080);
        assertThat(nodeSettings.frontend().host()).isEqualTo("127.0.0.1");
        assertThat(nodeSettings.frontend().allowedOrigins())
                .containsExactlyInAnyOrder("https://app.example.com", "http://localhost:8000");
        assertThat(nodeSettings.frontend().rateQuotas().auth())
                .isEqualTo(new Quota("auth", 10, Duration.ofSeconds(30)));
        assertThat(nodeSettings.frontend().trustedProxies()).hasSize(2);
        assertThat(nodeSettings.services()).containsExactly("catalog");
        assertThat(nodeSettings.values().get(AuthSettings.ACCESS_TOKEN_EXPIRY)).isEqualTo(Duration.ofMinutes(15));
        assertThat(nodeSettings.clientUrl()).isEqualTo("https://app.example.com");
        assertThat(nodeSettings).hasToString("NodeSettings");
    }

    @Test
    void read_withPreviousSecretsAndOutboundNetworks_readsTheLists() {
        environment.putAll(Map.of(
                "JWT_SECRET",
                SECRET,
                "JWT_SECRET_PREVIOUS",
                "b".repeat(32) + ", " + "c".repeat(40),
                "OUTBOUND_ALLOW",
                "10.20.0.0/16, fd00::/8"));

        assertThat(read().previousJwtSecrets()).containsExactly("b".repeat(32), "c".repeat(40));
        assertThat(read().outboundAllow()).hasSize(2);
    }

    @Test
    void read_withFileAndEnvironment_prefersEnvironment() throws IOException {
        Files.writeString(file, "PORT=6000\nSERVICES=catalog\n");
        environment.put("PORT", "7000");
        assertThat(read().frontend().port()).isEqualTo(7000);
        assertThat(read().services()).containsExactly("catalog");
    }

    @Test
    void read_withSeveralProblems_reportsAllWithoutSecrets() throws IOException {
        Files.writeString(file, "PROT=6000\n");
        environment.putAll(Map.of(
                "DATABASE_URL", "mysql://root:topsecret@db/market",
                "JWT_SECRET", "tooshortsecret",
                "PORT", "99999",
                "RATE_LIMIT_USER", "many",
                "SERVICES", "catalog,payments",
                "TLS_CERT", folder.resolve("missing.pem").toString(),
                "CLIENT_URL", "*",
                "ACCESS_TOKEN_EXPIRY", "30d"));
        List<String> problems = problems();
        assertThat(String.join("\n", problems)).doesNotContain("topsecret", "tooshortsecret");
        assertThat(problems.stream().map(problem -> problem.substring(0, problem.indexOf(' '))))
                .containsExactlyInAnyOrder(
                        "PROT",
                        "DATABASE_URL",
                        "REDIS_URL",
                        "JWT_SECRET",
                        "PORT",
                        "RATE_LIMIT_USER",
                        "SERVICES",
                        "TLS_CERT",
                        "TLS_KEY",
                        "CLIENT_URL",
                        "ACCESS_TOKEN_EXPIRY");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "PORT | -1",
                "PORT | http",
                "HOST | 192.0.2.1",
                "CLIENT_URL | https://app.example.com/path",
                "CLIENT_URL | ftp://app.example.com",
                "CLIENT_URL | https://user@app.example.com",
                "RATE_LIMIT_GENERAL | 600",
                "RATE_LIMIT_GENERAL | 0/60",
                "RATE_LIMIT_GENERAL | 600/0",
                "RATE_LIMIT_GENERAL | 600/99999",
                "TRUST_PROXY | 10.0.0.0/33",
                "TRUST_PROXY | proxy.internal",
                "METRICS_ALLOW | all",
                "OUTBOUND_ALLOW | intranet",
                "JWT_SECRET_PREVIOUS | tooshort",
                "ACCESS_TOKEN_EXPIRY | 1",
                "ACCESS_TOKEN_EXPIRY | 0s",
                "ACCESS_TOKEN_EXPIRY | 8d",
                "CLUSTER_NAME | two words",
                "CLUSTER_HOST | 0.0.0.0",
                "CLUSTER_HOST | 192.0.2.1",
            })
    void read_withInvalidValue_namesTheVariable(String name, String text) {
        environment.put(name, text);
        assertThat(problems()).singleElement().asString().startsWith(name + " ");
    }

    @Test
    void read_withRedisUrlOnly_requiresDatabaseUrlAndSecret() {
        environment.putAll(Map.of("REDIS_URL", "redis://localhost", "SERVICES", "catalog"));
        assertThat(problems())
                .hasSize(2)
                .anyMatch(it -> it.startsWith("DATABASE_URL"))
                .anyMatch(it -> it.startsWith("JWT_SECRET"));
    }

    @Test
    void read_withFilesWithoutCertificateOrKey_reportsThem() throws IOException {
        Path text = Files.writeString(folder.resolve("text.pem"), "hello");
        environment.putAll(Map.of("TLS_CERT", text.toString(), "TLS_KEY", text.toString()));
        assertThat(problems())
                .containsExactly(
                        "TLS_CERT names " + text + ", which holds no PEM certificate",
                        "TLS_KEY names " + text + ", which holds no unencrypted PKCS#8 key (PEM)");
    }

    @Test
    void read_withBusCertificateOnly_requiresKeyAndAuthority() {
        environment.put("BUS_CERT", folder.resolve("missing.pem").toString());
        assertThat(problems())
                .hasSize(3)
                .anyMatch(it -> it.startsWith("BUS_CERT names"))
                .anyMatch(it -> it.startsWith("BUS_KEY is missing"))
                .anyMatch(it -> it.startsWith("BUS_CA is missing"));
    }

    @Test
    void read_onNodeWithoutTheService_checksItsSettingsAndRequiresNone() {
        environment.putAll(Map.of("SERVICES", "catalog", "MAX_OPEN_REQUESTS", "7"));
        assertThat(read().values().get(BookingSettings.MAX_OPEN_REQUESTS)).isEqualTo(7);

        environment.put("MAX_OPEN_REQUESTS", "-1");
        assertThat(problems()).containsExactly("MAX_OPEN_REQUESTS must be a number from 0 to 10000, not -1");
    }

    @Test
    void read_withInvalidSecret_doesNotRepeatIt() {
        Setting<String> key = Setting.of("NOTES_KEY", SettingType.<String>of("key", text -> {
                    throw new IllegalArgumentException("must be a key, not " + text);
                }))
                .secret();
        Contract notes = Contract.of("notes", "Notes of users.");
        notes.setting(key);
        environment.put("NOTES_KEY", "topsecret");

        InvalidSettingsException invalid = catchThrowableOfType(
                InvalidSettingsException.class, () -> NodeSettings.read(environment, file, List.of(notes)));

        assertThat(invalid.problems()).containsExactly("NOTES_KEY must be a key, not ***");
    }

    @Test
    void read_withNameThatTwoServicesDeclare_fails() {
        Contract notes = Contract.of("notes", "Notes of users.");
        notes.setting(Setting.of("PORT", SettingType.text()));

        assertThatThrownBy(() -> NodeSettings.read(environment, file, List.of(notes)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the setting PORT is declared twice");
    }

    @Nested
    class Mail {
        @Test
        void read_withMailServer_replacesMailboxUnlessDevMailIsSet() {
            assertThat(mail()).isEqualTo(new MailSettings(null, true, FromAddress.LOCAL));

            environment.putAll(Map.of(
                    "EMAIL_HOST", "smtp.zoho.in",
                    "EMAIL_PORT", "465",
                    "EMAIL_SECURE", "true",
                    "EMAIL_USER", "admin@market.example",
                    "EMAIL_PASS", "p4ss",
                    "EMAIL_FROM", "\"Alora Admin\" <admin@market.example>"));
            assertThat(mail())
                    .isEqualTo(new MailSettings(
                            new MailSettings.SmtpServer(
                                    "smtp.zoho.in",
                                    465,
                                    MailSettings.SmtpTls.IMPLICIT,
                                    new MailSettings.SmtpCredentials("admin@market.example", "p4ss")),
                            false,
                            new FromAddress("Alora Admin", new EmailAddress("admin", "market.example"))));
            assertThat(mail().toString()).doesNotContain("p4ss");

            environment.put("DEV_MAIL", "true");
            assertThat(mail().usesMailbox()).isTrue();
            assertThat(mail().server()).isNull();
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource({
            "smtp.zoho.in,STARTTLS",
            "10.0.0.1,STARTTLS",
            "localhost.evil.example,STARTTLS",
            "localhost,NONE",
            "127.0.0.1,NONE",
            "::1,NONE"
        })
        void read_withMailServer_allowsPlaintextOnLoopbackOnly(String host, MailSettings.SmtpTls smtpTls) {
            environment.putAll(Map.of("EMAIL_HOST", host, "EMAIL_FROM", "hello@market.example"));
            MailSettings.SmtpServer smtpServer = mail().server();
            assertThat(smtpServer).isEqualTo(new MailSettings.SmtpServer(host, 587, smtpTls, null));
        }

        @Test
        void read_withExternalServers_requiresMailServerOrDevMail() {
            environment.putAll(Map.of(
                    "DATABASE_URL", "postgresql://busbar:x@db/market",
                    "REDIS_URL", "redis://cache",
                    "JWT_SECRET", SECRET));
            assertThat(problems()).singleElement().asString().startsWith("EMAIL_HOST is missing");
            environment.put("DEV_MAIL", "true");
            assertThat(mail().usesMailbox()).isTrue();
            environment.putAll(Map.of("DEV_MAIL", "false", "SERVICES", "catalog"));
            assertThat(mail()).isEqualTo(new MailSettings(null, false, FromAddress.LOCAL));
        }

        @Test
        void read_withSeveralMailProblems_reportsAllWithoutPassword() {
            environment.putAll(Map.of(
                    "EMAIL_HOST", "smtp market",
                    "EMAIL_PORT", "0",
                    "EMAIL_SECURE", "yes",
                    "EMAIL_PASS", "topsecret",
                    "EMAIL_FROM", "Market",
                    "DEV_MAIL", "1"));
            List<String> problems = problems();
            assertThat(problems.stream().map(problem -> problem.substring(0, problem.indexOf(' '))))
                    .containsExactlyInAnyOrder(
                            "EMAIL_HOST", "EMAIL_PORT", "EMAIL_SECURE", "EMAIL_USER", "EMAIL_FROM", "DEV_MAIL");
            assertThat(String.join("\n", problems)).doesNotContain("topsecret");
        }

        private MailSettings mail() {
            return MailSettings.of(read().values());
        }
    }

    private NodeSettings read() {
        return NodeSettings.read(environment, file, CONTRACTS);
    }

    private List<String> problems() {
        InvalidSettingsException invalid = catchThrowableOfType(InvalidSettingsException.class, this::read);
        assertThat(invalid).as("the configuration is rejected").isNotNull();
        return invalid.problems();
    }
}
