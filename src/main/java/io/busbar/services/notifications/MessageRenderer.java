package io.busbar.services.notifications;

import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.notifications.NotificationContinuations.NotificationRequested;
import io.busbar.services.notifications.NotificationContinuations.TemplateParams;
import io.busbar.services.users.RecipientOperations.Recipient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Renders message templates for a recipient, with times in their time zone, or in that of the booking if they have set none. */
final class MessageRenderer {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final String PARTNER_PLACEHOLDER = "{partner}";

    /** Stands for a brace in user text, so that user text never acts as a placeholder. */
    private static final String BRACE_PLACEHOLDER = "{brace}";

    private static final String FORMER_USER = "a former user";
    private static final String ADMIN_NAME = "an administrator";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm", Locale.ENGLISH);

    private MessageRenderer() {}

    /**
     * Returns the notification for a recipient.
     *
     * @param partner the other party; null if their account no longer exists
     */
    static NotificationDraft toDraft(
            NotificationRequested notificationRequested, Recipient recipient, @Nullable Recipient partner) {
        TemplateParams templateParams = notificationRequested.params();
        NotificationType notificationType = resolveType(notificationRequested.notificationType(), partner);
        UUID partnerId = partner == null ? null : partner.id();
        return new NotificationDraft(
                notificationRequested.account(),
                notificationRequested.sourceId(),
                notificationType,
                notificationType.severity(),
                notificationType.title(),
                renderTemplate(notificationType, templateParams, zone(recipient, templateParams)),
                templateParams.booking(),
                partnerId,
                partner == null ? null : partner.publicName(),
                expiresAt(notificationType, templateParams));
    }

    /** Returns the message with the partner's name, or a substitute if the name was erased. */
    static String withPartnerName(String message, @Nullable String partner) {
        String text = PLACEHOLDER
                .matcher(message)
                .replaceAll(placeholder -> Matcher.quoteReplacement(
                        switch (placeholder.group()) {
                            case PARTNER_PLACEHOLDER -> partner == null ? FORMER_USER : partner;
                            case BRACE_PLACEHOLDER -> "{";
                            default -> placeholder.group();
                        }));
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /**
     * Returns the time from which the message is false or useless, or null. A 24-hour reminder expires when the booking starts in less
     * than an hour.
     */
    static @Nullable Instant expiresAt(NotificationType notificationType, TemplateParams templateParams) {
        Instant start = templateParams.start();
        return start == null
                ? null
                : switch (notificationType) {
                    case BOOKING_REMINDER_DAY -> start.minus(Duration.ofHours(1));
                    case BOOKING_REMINDER_HOUR, BOOKING_REQUESTED, BOOKING_RESCHEDULE_REQUESTED -> start;
                    default -> null;
                };
    }

    /** Returns the type to use: a request is also cancelled by the system when the account of one party is erased. */
    private static NotificationType resolveType(NotificationType notificationType, @Nullable Recipient partner) {
        boolean isRequestExpired = notificationType == NotificationType.BOOKING_REQUEST_EXPIRED
                || notificationType == NotificationType.BOOKING_REQUEST_MISSED;
        return isRequestExpired && partner == null ? NotificationType.BOOKING_WITHDRAWN : notificationType;
    }

    private static ZoneId zone(Recipient recipient, TemplateParams templateParams) {
        if (recipient.timeZone() != null) {
            return recipient.timeZone();
        }
        return templateParams.timeZone() == null ? ZoneOffset.UTC : ZoneId.of(templateParams.timeZone());
    }

    private static String renderTemplate(
            NotificationType notificationType, TemplateParams templateParams, ZoneId zone) {
        return PLACEHOLDER
                .matcher(notificationType.template())
                .replaceAll(
                        placeholder -> Matcher.quoteReplacement(resolvePlaceholder(placeholder, templateParams, zone)));
    }

    private static String resolvePlaceholder(MatchResult placeholder, TemplateParams templateParams, ZoneId zone) {
        return switch (placeholder.group(1)) {
            case "partner" -> PARTNER_PLACEHOLDER;
            case "actor" -> templateParams.actor() == Party.ADMIN ? ADMIN_NAME : PARTNER_PLACEHOLDER;
            case "service" -> String.valueOf(templateParams.service()).replace("{", BRACE_PLACEHOLDER);
            case "start" -> formatTime(templateParams.start(), zone);
            case "previousStart" -> formatTime(templateParams.previousStart(), zone);
            case "at" -> formatTime(templateParams.occurredAt(), zone);
            case "stars" -> String.valueOf(templateParams.stars());
            default -> throw new IllegalStateException("unknown placeholder: " + placeholder.group());
        };
    }

    private static String formatTime(@Nullable Instant time, ZoneId zone) {
        if (time == null) {
            throw new IllegalStateException("the time of a placeholder is missing");
        }
        return TIME.format(time.atZone(zone)) + " (" + (zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId())
                + ")";
    }
}
