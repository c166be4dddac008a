package io.busbar.services.mail;

import static io.busbar.bus.settings.SettingType.host;
import static io.busbar.bus.settings.SettingType.number;
import static io.busbar.bus.settings.SettingType.text;
import static io.busbar.bus.settings.SettingType.trueOrFalse;
import static io.busbar.services.mail.MailOperations.MAIL;

import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingCheck;
import io.busbar.bus.settings.SettingRule;
import io.busbar.bus.settings.SettingType;
import io.busbar.bus.settings.Settings;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings for sending emails: their declarations, and the values that the mail service uses.
 *
 * @param server      the mail server, or null if the development mailbox is used or this node sends no emails
 * @param usesMailbox whether emails are stored in the development mailbox instead of being sent
 * @param from        the sender of all emails
 */
public record MailSettings(@Nullable SmtpServer server, boolean usesMailbox, FromAddress from) {
    private static final int SUBMISSION_PORT = 587;
    private static final int SUBMISSION_TLS_PORT = 465;

    public static final Setting<String> EMAIL_HOST = MAIL.setting(Setting.of("EMAIL_HOST", host())
            .defaultsToComputed("a mailbox at `/dev/mail`")
            .example("smtp.example.com")
            .describe("the mail server; required with external servers unless `DEV_MAIL` is set"));

    public static final Setting<Integer> EMAIL_PORT = MAIL.setting(Setting.of("EMAIL_PORT", number(1, 65_535))
            .defaultsToComputed("`%d`, or `%d` if secure".formatted(SUBMISSION_PORT, SUBMISSION_TLS_PORT))
            .example("465")
            .describe("port of the mail server"));

    public static final Setting<Boolean> EMAIL_SECURE = MAIL.setting(Setting.of("EMAIL_SECURE", trueOrFalse())
            .defaultsTo(false)
            .example("true")
            .describe("`true`: TLS from the first byte; `false`: STARTTLS, required except on loopback"));

    public static final Setting<String> EMAIL_USER = MAIL.setting(
            Setting.of("EMAIL_USER", text()).example("hello@example.com").describe("user name at the mail server"));

    public static final Setting<String> EMAIL_PASS = MAIL.setting(
            Setting.of("EMAIL_PASS", text()).secret().example("password").describe("password at the mail server"));

    public static final Setting<FromAddress> EMAIL_FROM =
            MAIL.setting(Setting.of("EMAIL_FROM", SettingType.of("`\"Name\" <address>`", FromAddress::parse))
                    .defaultsToComputed("`\"Busbar\" <busbar@localhost>`")
                    .example("\"Busbar\" <hello@example.com>")
                    .describe("sender of all emails; required with `EMAIL_HOST`"));

    public static final Setting<Boolean> DEV_MAIL = MAIL.setting(Setting.of("DEV_MAIL", trueOrFalse())
            .defaultsToComputed("`true` with embedded servers and no `EMAIL_HOST`")
            .example("true")
            .describe("sends nothing; keeps emails, sealed, in the database and shows them at `/dev/mail`"));

    public static final SettingRule CREDENTIALS = MAIL.settingRule(SettingRule.allOrNone(
            "is missing: signing in to a mail server needs both EMAIL_USER and EMAIL_PASS", EMAIL_USER, EMAIL_PASS));

    public static final SettingRule SERVER_OR_MAILBOX = MAIL.settingRule(MailSettings::requireServerOrMailbox);

    /** The encryption of the connection to the mail server. */
    public enum SmtpTls {
        /** No encryption, for servers on the loopback interface. */
        NONE,
        /** The connection is upgraded first. A server without STARTTLS is not used. */
        STARTTLS,
        /** TLS from the first byte. */
        IMPLICIT
    }

    public record SmtpServer(
            String host, int port, SmtpTls tls, @Nullable SmtpCredentials credentials) {}

    /** The credentials of this deployment at the mail server. */
    public record SmtpCredentials(String user, String password) {
        @Override
        public String toString() {
            return "SmtpCredentials";
        }
    }

    /** Returns the values on this node. */
    public static MailSettings of(Settings settings) {
        boolean mailbox = usesMailbox(settings);
        return new MailSettings(
                mailbox
                        ? null
                        : settings.find(EMAIL_HOST)
                                .map(host -> server(host, settings))
                                .orElse(null),
                mailbox,
                settings.find(EMAIL_FROM).orElse(FromAddress.LOCAL));
    }

    /** Nodes with embedded servers use the mailbox unless there is a mail server. */
    private static boolean usesMailbox(Settings settings) {
        return settings.find(DEV_MAIL).orElseGet(() -> settings.usesEmbeddedServers() && !settings.isGiven(EMAIL_HOST));
    }

    private static SmtpServer server(String host, Settings settings) {
        boolean secure = settings.get(EMAIL_SECURE);
        Optional<SmtpCredentials> credentials = settings.find(EMAIL_USER)
                .flatMap(user -> settings.find(EMAIL_PASS).map(password -> new SmtpCredentials(user, password)));
        return new SmtpServer(
                host,
                settings.find(EMAIL_PORT).orElse(secure ? SUBMISSION_TLS_PORT : SUBMISSION_PORT),
                tls(secure, host),
                credentials.orElse(null));
    }

    private static SmtpTls tls(boolean secure, String host) {
        if (secure) {
            return SmtpTls.IMPLICIT;
        }
        return isLoopback(host) ? SmtpTls.NONE : SmtpTls.STARTTLS;
    }

    /** Returns whether a host is a loopback address or {@code localhost}, without a DNS lookup. */
    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requireServerOrMailbox(SettingCheck check) {
        Settings settings = check.settings();
        boolean mailbox = usesMailbox(settings);
        if (settings.isGiven(EMAIL_HOST)) {
            check.requireAll(List.of(EMAIL_FROM), "is missing: a mail server needs a sender like \"Name\" <address>");
        } else if (!mailbox && check.runsService()) {
            check.addProblem(
                    EMAIL_HOST,
                    "is missing: name a mail server, or set DEV_MAIL=true to store all mail in the database and read it at /dev/mail");
        } else if (!mailbox) {
            List.of(EMAIL_PORT, EMAIL_SECURE, EMAIL_USER, EMAIL_PASS, EMAIL_FROM).stream()
                    .filter(settings::isGiven)
                    .forEach(setting -> check.addProblem(setting, "has no effect without EMAIL_HOST"));
        }
    }
}
