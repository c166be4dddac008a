package io.busbar.node;

import io.busbar.services.mail.FromAddress;
import io.busbar.services.mail.MailSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the mail settings: a mail server, or the development mailbox. */
final class MailSettingsReader {
    private static final int SUBMISSION_PORT = 587;
    private static final int SUBMISSION_TLS_PORT = 465;
    private static final List<String> SERVER_VARIABLES =
            List.of("EMAIL_PORT", "EMAIL_SECURE", "EMAIL_USER", "EMAIL_PASS", "EMAIL_FROM");

    private MailSettingsReader() {}

    /**
     * Reads the mail settings and reports their problems.
     *
     * @param embedded whether the node runs embedded servers; it then uses the mailbox by default
     * @param required whether this node runs the mail service
     */
    static MailSettings read(SettingSource variables, boolean embedded, boolean required) {
        Optional<Boolean> requested = variables.read("DEV_MAIL", SettingParsers::trueOrFalse);
        Optional<MailSettings.SmtpServer> smtpServer = server(variables);
        Optional<FromAddress> from = variables.read("EMAIL_FROM", FromAddress::parse);
        boolean external = variables.has("EMAIL_HOST");
        boolean mailbox = requested.orElse(embedded && !external);
        if (external) {
            requireSender(variables);
        } else if (!mailbox && required) {
            variables.addProblem(
                    "EMAIL_HOST",
                    "is missing: name a mail server, or set DEV_MAIL=true to store all mail in the database and read it at /dev/mail");
        } else if (!mailbox) {
            rejectUnusedVariables(variables);
        }
        return new MailSettings(mailbox ? null : smtpServer.orElse(null), mailbox, from.orElse(FromAddress.LOCAL));
    }

    private static void requireSender(SettingSource variables) {
        if (!variables.has("EMAIL_FROM")) {
            variables.addProblem("EMAIL_FROM", "is missing: a mail server needs a sender like \"Name\" <address>");
        }
    }

    private static void rejectUnusedVariables(SettingSource variables) {
        SERVER_VARIABLES.stream()
                .filter(variables::has)
                .forEach(name -> variables.addProblem(name, "has no effect without EMAIL_HOST"));
    }

    private static Optional<MailSettings.SmtpServer> server(SettingSource variables) {
        boolean secure = variables.read("EMAIL_SECURE", SettingParsers::trueOrFalse, false);
        int port = variables.read(
                "EMAIL_PORT",
                text -> SettingParsers.number(1, 65_535, text),
                secure ? SUBMISSION_TLS_PORT : SUBMISSION_PORT);
        MailSettings.SmtpCredentials smtpCredentials = credentials(variables);
        return variables
                .read("EMAIL_HOST", SettingParsers::host)
                .map(host -> new MailSettings.SmtpServer(host, port, tls(secure, host), smtpCredentials));
    }

    private static MailSettings.SmtpTls tls(boolean secure, String host) {
        if (secure) {
            return MailSettings.SmtpTls.IMPLICIT;
        }
        return SettingParsers.isLoopback(host) ? MailSettings.SmtpTls.NONE : MailSettings.SmtpTls.STARTTLS;
    }

    private static MailSettings.@Nullable SmtpCredentials credentials(SettingSource variables) {
        Optional<String> user = variables.read("EMAIL_USER", text -> text);
        Optional<String> password = variables.read("EMAIL_PASS", text -> text);
        if (user.isPresent() != password.isPresent()) {
            variables.addProblem(
                    user.isPresent() ? "EMAIL_PASS" : "EMAIL_USER",
                    "is missing: signing in to a mail server needs both EMAIL_USER and EMAIL_PASS");
        }
        return user.isPresent() && password.isPresent()
                ? new MailSettings.SmtpCredentials(user.get(), password.get())
                : null;
    }
}
