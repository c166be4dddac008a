package io.busbar.notifications;

import io.busbar.bookings.BookingOperations.Party;
import io.busbar.notifications.NotificationEvents.Facts;
import io.busbar.notifications.NotificationEvents.Wanted;
import io.busbar.users.RecipientOperations.Recipient;
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

/** Makes sentences of facts, for the one who is told: times stand in their zone, or the booking's if they have set none. */
final class Wording {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
    private static final String PARTNER = "{partner}";

    /** Stands for a brace in what people wrote, so that none of it is taken for a place. */
    private static final String BRACE = "{brace}";

    private static final String NOBODY = "a former user";
    private static final String ADMIN = "an administrator";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm", Locale.ENGLISH);

    private Wording() {}

    /** What somebody is told; {@code partner} is null when that person is no more. */
    static Draft draft(Wanted wanted, Recipient recipient, @Nullable Recipient partner) {
        Facts facts = wanted.facts();
        Kind kind = kind(Kind.of(wanted.kind()), partner);
        UUID partnerId = partner == null ? null : partner.id();
        return new Draft(
                wanted.account(),
                wanted.source(),
                kind,
                kind.tone(),
                kind.title(),
                sentence(kind, facts, zone(recipient, facts)),
                facts.booking(),
                partnerId,
                partner == null ? null : partner.shown(),
                mootAt(kind, facts));
    }

    /** A message with the name in its place, if there is one still. */
    static String named(String message, @Nullable String partner) {
        String text = PLACE.matcher(message)
                .replaceAll(place -> Matcher.quoteReplacement(
                        switch (place.group()) {
                            case PARTNER -> partner == null ? NOBODY : partner;
                            case BRACE -> "{";
                            default -> place.group();
                        }));
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** From when on it is false or no use: that something begins in 24 hours, once it begins within the hour. */
    static @Nullable Instant mootAt(Kind kind, Facts facts) {
        Instant start = facts.start();
        return start == null
                ? null
                : switch (kind) {
                    case BOOKING_TOMORROW -> start.minus(Duration.ofHours(1));
                    case BOOKING_SOON, BOOKING_REQUESTED, BOOKING_MOVE_ASKED -> start;
                    default -> null;
                };
    }

    /** A request also ends by itself when the account of one of the two is erased. */
    private static Kind kind(Kind kind, @Nullable Recipient partner) {
        boolean lapsed = kind == Kind.BOOKING_UNANSWERED || kind == Kind.BOOKING_MISSED;
        return lapsed && partner == null ? Kind.BOOKING_WITHDRAWN : kind;
    }

    private static ZoneId zone(Recipient recipient, Facts facts) {
        if (recipient.zone() != null) {
            return recipient.zone();
        }
        return facts.timeZone() == null ? ZoneOffset.UTC : ZoneId.of(facts.timeZone());
    }

    private static String sentence(Kind kind, Facts facts, ZoneId zone) {
        return PLACE.matcher(kind.sentence()).replaceAll(place -> Matcher.quoteReplacement(value(place, facts, zone)));
    }

    private static String value(MatchResult place, Facts facts, ZoneId zone) {
        return switch (place.group(1)) {
            case "partner" -> PARTNER;
            case "doer" -> facts.by() == Party.ADMIN ? ADMIN : PARTNER;
            case "service" -> String.valueOf(facts.service()).replace("{", BRACE);
            case "start" -> time(facts.start(), zone);
            case "before" -> time(facts.before(), zone);
            case "at" -> time(facts.at(), zone);
            case "stars" -> String.valueOf(facts.stars());
            default -> throw new IllegalStateException("no such place: " + place.group());
        };
    }

    private static String time(@Nullable Instant at, ZoneId zone) {
        if (at == null) {
            throw new IllegalStateException("a time is missing");
        }
        return TIME.format(at.atZone(zone)) + " (" + (zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId())
                + ")";
    }
}
