package io.busbar.services.mail;

import org.jspecify.annotations.Nullable;

/**
 * How mail leaves the deployment, or stays in it.
 *
 * @param server  the mail server; null when there is a mailbox instead, or when this node sends no mail
 * @param usesMailbox whether mail is kept and shown to developers instead of being sent
 * @param from    who letters come from
 */
public record MailSettings(@Nullable SmtpServer server, boolean usesMailbox, FromAddress from) {

    /** How the way to the server is kept private. */
    public enum SmtpTls {
        /** Not at all: on the loopback interface. */
        NONE,
        /** The connection is upgraded before anything is said; a server that cannot is not spoken to. */
        STARTTLS,
        /** From the first byte. */
        IMPLICIT
    }

    /** A mail server. */
    public record SmtpServer(
            String host, int port, SmtpTls tls, @Nullable SmtpCredentials credentials) {}

    /** What the server knows this deployment by. */
    public record SmtpCredentials(String user, String password) {
        @Override
        public String toString() {
            return "SmtpCredentials";
        }
    }
}
