package io.busbar.bookings;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.inPerson;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Doc;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.Text;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** One's bookings in the calendar program of one's choice, by an address that nobody else knows. */
public interface CalendarOperations {
    Operation<Nothing, FeedMade> MAKE = BookingOperations.BOOKINGS
            .post("makeFeed", "/calendar/feed")
            .summary("Make the address of one's calendar feed")
            .description(
                    "A new one each time; the one before ends. It is shown once and stored as a hash. Whoever has it sees the bookings"
                            + " until another is made, it is revoked, or the password is changed.")
            .allow(inPerson())
            .answers(FeedMade.class);

    Operation<Nothing, FeedState> STATE = BookingOperations.BOOKINGS
            .get("feedState", "/calendar/feed")
            .summary("Whether one has a calendar feed")
            .allow(signedIn())
            .answers(FeedState.class);

    Operation<Nothing, FeedRevoked> REVOKE = BookingOperations.BOOKINGS
            .delete("revokeFeed", "/calendar/feed")
            .summary("Revoke the address of one's calendar feed")
            .description("Without one nothing happens.")
            .allow(inPerson())
            .answers(FeedRevoked.class);

    Operation<FeedToken, Text> FEED = BookingOperations.BOOKINGS
            .get("feed", "/calendar/feed/{token}")
            .summary("Read a calendar feed")
            .description(
                    "RFC 5545, for calendar programs, which know no other way to sign in than the address. Bookings as customer and as"
                            + " professional: the latest 200 that began and ended within 90 days, and the next 800"
                            + " to come.")
            .allow(anyone())
            .fails(NOT_FOUND)
            .maxAnswer(16 << 20)
            .takes(FeedToken.class)
            .answersText("text/calendar");

    /** The last part of the address. */
    record FeedToken(
            @NotNull
            @Size(max = 100)
            @Doc(
                    value = "The secret, with or without `.ics` behind it.",
                    example = "k3yT4bW0a9uJ2sQ8rN6xV1cZ5pL7mD0fGhEiKjOqUwY.ics")
            String token) {}

    /** The address, this once. */
    record FeedMade(
            @NotNull @Doc(value = "For people.", example = "Keep this address to yourself")
            String message,

            @NotNull
            @Doc(
                    value = "Below the address of this API's host; add it to a calendar program.",
                    example = "/api/calendar/feed/k3yT4bW0a9uJ2sQ8rN6xV1cZ5pL7mD0fGhEiKjOqUwY.ics")
            String url) {}

    /** Whether there is one. */
    record FeedState(
            @NotNull @Doc(value = "Whether there is one.", example = "true")
            Boolean active,

            @Nullable @Doc(value = "Since when.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime since) {}

    /** That there is none any more. */
    record FeedRevoked(
            @NotNull @Doc(value = "For people.", example = "Calendar feed revoked")
            String message) {}
}
