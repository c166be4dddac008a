package io.busbar.services.mail.mailbox;

import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A mail as it was received.
 *
 * @param to   the address it was delivered to
 * @param from who it says it is from, with name
 * @param text the plain alternative; may be empty
 * @param html the other; may be empty
 */
public record ReceivedEmail(
        UUID id, String to, String from, String subject, String text, String html, OffsetDateTime receivedAt) {}
