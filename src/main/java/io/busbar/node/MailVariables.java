package io.busbar.node;

import io.busbar.mail.MailSettings;
import io.busbar.mail.Sender;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The variables about mail: a mail server, or none and a mailbox for developers. */
final class MailVariables {
    private static final int SUBMISSION = 587;
    private static final int SUBMISSION_BY_TLS = 465;
    private static final List<String> OF_THE_SERVER =
            List.of("EMAIL_PORT", "EMAIL_SECURE", "EMAIL_USER", "EMAIL_PASS", "EMAIL_FROM");

    private MailVariables() {}

    /**
     * Reads them.
     *
     * @param embedded whether the node brings its servers along, and so a mailbox too
     * @param needed   whether this node sends mail
     */
    static MailSettings read(SettingSource variables, boolean embedded, boolean needed) {
        Optional<Boolean> wanted = variables.read("DEV_MAIL", SettingParsers::yesOrNo);
        Optional<MailSettings.Server> server = server(variables);
        Optional<Sender> from = variables.read("EMAIL_FROM", Sender::of);
        boolean external = variables.has("EMAIL_HOST");
        boolean mailbox = wanted.orElse(embedded && !external);
        if (external && !variables.has("EMAIL_FROM")) {
            variables.problem("EMAIL_FROM", "is missing: mail has to come from somebody, \"Name\" <address>");
        }
        if (needed && !external && !mailbox) {
            variables.problem(
                    "EMAIL_HOST",
                    "is missing: name a mail server, or set DEV_MAIL=true to keep all mail in the database and read it at /dev/mail");
        } else if (!external && !mailbox) {
            OF_THE_SERVER.stream()
                    .filter(variables::has)
                    .forEach(name -> variables.problem(name, "is of no use without EMAIL_HOST"));
        }
        return new MailSettings(mailbox ? null : server.orElse(null), mailbox, from.orElse(Sender.LOCAL));
    }

    private static Optional<MailSettings.Server> server(SettingSource variables) {
        boolean secure = variables.read("EMAIL_SECURE", SettingParsers::yesOrNo, false);
        int port = variables.read(
                "EMAIL_PORT", text -> SettingParsers.number(1, 65_535, text), secure ? SUBMISSION_BY_TLS : SUBMISSION);
        MailSettings.Login login = login(variables);
        return variables
                .read("EMAIL_HOST", SettingParsers::host)
                .map(host -> new MailSettings.Server(host, port, tls(secure, host), login));
    }

    private static MailSettings.Tls tls(boolean secure, String host) {
        if (secure) {
            return MailSettings.Tls.IMPLICIT;
        }
        return SettingParsers.isLoopback(host) ? MailSettings.Tls.NONE : MailSettings.Tls.STARTTLS;
    }

    private static MailSettings.@Nullable Login login(SettingSource variables) {
        Optional<String> user = variables.read("EMAIL_USER", text -> text);
        Optional<String> password = variables.read("EMAIL_PASS", text -> text);
        if (user.isPresent() != password.isPresent()) {
            variables.problem(
                    user.isPresent() ? "EMAIL_PASS" : "EMAIL_USER",
                    "is missing: signing in to a mail server needs both EMAIL_USER and EMAIL_PASS");
        }
        return user.isPresent() && password.isPresent() ? new MailSettings.Login(user.get(), password.get()) : null;
    }
}
