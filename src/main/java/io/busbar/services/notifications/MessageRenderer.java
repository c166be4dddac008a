package io.busbar.services.notifications;

import io.busbar.bus.notifications.NotificationRequest;
import io.busbar.services.users.RecipientOperations.Recipient;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Renders messages for a recipient, with times in their time zone, or in that of the request if they have set none. */
final class MessageRenderer {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-zA-Z]+}");
    private static final String FORMER_USER = "a former user";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm", Locale.ENGLISH);

    private MessageRenderer() {}

    /**
     * Returns the notification for a recipient.
     *
     * @param partner the other user; null if there is none, or their account no longer exists
     */
    static NotificationDraft toDraft(NotificationRequest request, Recipient recipient, @Nullable Recipient partner) {
        String message = withTimes(request.message(), request.times(), zone(recipient, request.timeZone()));
        return new NotificationDraft(request, partner == null ? withPartnerName(message, null) : message, partner);
    }

    /** Returns the message with the partner's name, or a substitute if there is none. */
    static String withPartnerName(String message, @Nullable String partner) {
        String name = partner == null ? FORMER_USER : partner;
        boolean startsSentence = message.startsWith(NotificationRequest.PARTNER) && !name.isEmpty();
        String text = PLACEHOLDER
                .matcher(message)
                .replaceAll(placeholder -> Matcher.quoteReplacement(
                        switch (placeholder.group()) {
                            case NotificationRequest.PARTNER -> name;
                            case NotificationRequest.BRACE -> "{";
                            default -> placeholder.group();
                        }));
        return startsSentence ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) : text;
    }

    private static ZoneId zone(Recipient recipient, @Nullable String zoneOfRequest) {
        if (recipient.timeZone() != null) {
            return recipient.timeZone();
        }
        return zoneOfRequest == null ? ZoneOffset.UTC : ZoneId.of(zoneOfRequest);
    }

    private static String withTimes(String message, Map<String, Instant> times, ZoneId zone) {
        return PLACEHOLDER.matcher(message).replaceAll(placeholder -> {
            String name = placeholder.group().substring(1, placeholder.group().length() - 1);
            Instant time = times.get(name);
            return Matcher.quoteReplacement(time == null ? placeholder.group() : formatTime(time, zone));
        });
    }

    private static String formatTime(Instant time, ZoneId zone) {
        return TIME.format(time.atZone(zone)) + " (" + (zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId())
                + ")";
    }
}
