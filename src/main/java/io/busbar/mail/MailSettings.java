package io.busbar.mail;

import org.jspecify.annotations.Nullable;

/**
 * How mail leaves the deployment, or stays in it.
 *
 * @param server  the mail server; null when there is a mailbox instead, or when this node sends no mail
 * @param mailbox whether mail is kept and shown to developers instead of being sent
 * @param from    who letters come from
 */
public record MailSettings(@Nullable Server server, boolean mailbox, Sender from) {

    /** How the way to the server is kept private. */
    public enum Tls {
        /** Not at all: on the loopback interface. */
        NONE,
        /** The connection is upgraded before anything is said; a server that cannot is not spoken to. */
        STARTTLS,
        /** From the first byte. */
        IMPLICIT
    }

    /** A mail server. */
    public record Server(
            String host, int port, Tls tls, @Nullable Login login) {}

    /** What the server knows this deployment by. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login";
        }
    }
}
