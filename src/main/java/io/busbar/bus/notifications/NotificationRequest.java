package io.busbar.bus.notifications;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One notification that one user is to get, with everything that its type and the event say about it. What depends on the users as they are
 * when they are told is still open: their time zone, their preferences, and the partner's name. It contains no names of people, because
 * events are retained.
 *
 * @param account          the recipient
 * @param source           an account gets one notification per source, which is the event unless the type says otherwise
 * @param notificationType the type's name, such as {@code booking.confirmed}
 * @param message          the text, in which {@link #PARTNER} stands for the partner's name, {@link #BRACE} for an opening brace, and any
 *     other name in braces for one of the times
 * @param times            the times in the message by name
 * @param timeZone         the time zone for recipients who have set none; null for UTC
 * @param partner          the user whom the message calls {@link #PARTNER}
 * @param data             the IDs of what the notification is about, by name
 * @param preference       the name of the setting that turns the notification off; null if users can't
 * @param expiresAt        the time from which the message is false or useless
 * @param discardExpired   whether the notification is not created at all from that time on
 */
public record NotificationRequest(
        UUID account,
        UUID source,
        String notificationType,
        Severity severity,
        String title,
        String message,
        Map<String, Instant> times,
        @Nullable String timeZone,
        @Nullable UUID partner,
        Map<String, UUID> data,
        @Nullable NotificationLink link,
        Set<NotificationChannel> channels,
        @Nullable String preference,
        @Nullable Instant expiresAt,
        boolean discardExpired) {
    /** Stands for the partner's name. */
    public static final String PARTNER = "{partner}";

    /** Stands for an opening brace, so that a text from a user never acts as a placeholder. */
    public static final String BRACE = "{brace}";

    public NotificationRequest {
        times = Map.copyOf(times);
        data = Map.copyOf(data);
        channels = Set.copyOf(channels);
    }
}
