package io.busbar.services.mail.mailbox;

import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A received email.
 *
 * @param to   the address to which it was delivered
 * @param from the sender's name and address
 * @param text the plain-text alternative; may be empty
 * @param html the HTML alternative; may be empty
 */
public record ReceivedEmail(
        UUID id, String to, String from, String subject, String text, String html, OffsetDateTime receivedAt) {}
