package io.busbar.services.mail.mailbox;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The readable parts of a MIME message, and the account that it is about. */
record ParsedEmail(String messageId, @Nullable UUID accountId, String from, String subject, String text, String html) {
    private static final Session SESSION = Session.getInstance(new Properties());

    /**
     * Parses a MIME message.
     *
     * @throws MessagingException if the message is malformed
     */
    static ParsedEmail parse(byte[] message) throws MessagingException, IOException {
        MimeMessage parsed = new MimeMessage(SESSION, new ByteArrayInputStream(message));
        StringBuilder text = new StringBuilder();
        StringBuilder html = new StringBuilder();
        collect(parsed, text, html);
        return new ParsedEmail(
                orEmpty(parsed.getMessageID()),
                accountId(parsed.getHeader(DevMailbox.ACCOUNT_HEADER, null)),
                sender(parsed.getFrom()),
                orEmpty(parsed.getSubject()),
                text.toString(),
                html.toString());
    }

    private static void collect(Part part, StringBuilder text, StringBuilder html)
            throws MessagingException, IOException {
        if (part.isMimeType("text/plain")) {
            text.append(((String) part.getContent()).replace("\r\n", "\n"));
        } else if (part.isMimeType("text/html")) {
            html.append(((String) part.getContent()).replace("\r\n", "\n"));
        } else if (part.isMimeType("multipart/*")) {
            Multipart parts = (Multipart) part.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                collect(parts.getBodyPart(i), text, html);
            }
        }
    }

    private static String sender(Address @Nullable [] from) {
        if (from == null || from.length == 0) {
            return "";
        }
        return from[0] instanceof InternetAddress address ? address.toUnicodeString() : from[0].toString();
    }

    private static @Nullable UUID accountId(@Nullable String header) throws MessagingException {
        try {
            return header == null ? null : UUID.fromString(header.strip());
        } catch (IllegalArgumentException e) {
            throw new MessagingException("the account header is not a UUID", e);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
