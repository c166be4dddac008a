package io.busbar.services.mail;

import org.jspecify.annotations.Nullable;

/**
 * The settings for sending emails.
 *
 * @param server      the mail server, or null if the development mailbox is used or this node sends no emails
 * @param usesMailbox whether emails are stored in the development mailbox instead of being sent
 * @param from        the sender of all emails
 */
public record MailSettings(@Nullable SmtpServer server, boolean usesMailbox, FromAddress from) {

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
}
