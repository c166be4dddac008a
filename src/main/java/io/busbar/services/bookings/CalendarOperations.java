package io.busbar.services.bookings;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.response.TextContent;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** One's bookings in the calendar program of one's choice, by an address that nobody else knows. */
public interface CalendarOperations {
    Operation<Empty, FeedCreated> CREATE_FEED = BookingOperations.BOOKINGS
            .post("createFeed", "/calendar/feed")
            .summary("Make the address of one's calendar feed")
            .description(
                    "A new one each time; the one before ends. It is shown once and stored as a hash. Whoever has it sees the bookings"
                            + " until another is made, it is revoked, or the password is changed.")
            .allow(noImpersonation())
            .returns(FeedCreated.class);

    Operation<Empty, FeedStatus> GET_FEED = BookingOperations.BOOKINGS
            .get("getFeed", "/calendar/feed")
            .summary("Whether one has a calendar feed")
            .allow(signedIn())
            .returns(FeedStatus.class);

    Operation<Empty, FeedRevoked> REVOKE_FEED = BookingOperations.BOOKINGS
            .delete("revokeFeed", "/calendar/feed")
            .summary("Revoke the address of one's calendar feed")
            .description("Without one nothing happens.")
            .allow(noImpersonation())
            .returns(FeedRevoked.class);

    Operation<FeedToken, TextContent> DOWNLOAD_FEED = BookingOperations.BOOKINGS
            .get("downloadFeed", "/calendar/feed/{token}")
            .summary("Read a calendar feed")
            .description(
                    "RFC 5545, for calendar programs, which know no other way to sign in than the address. Bookings as customer and as"
                            + " professional: the latest 200 that began and ended within 90 days, and the next 800"
                            + " to come.")
            .allow(anyone())
            .fails(NOT_FOUND)
            .maxResponse(16 << 20)
            .takes(FeedToken.class)
            .returnsText("text/calendar");

    /** The last part of the address. */
    record FeedToken(
            @NotNull
            @Size(max = 100)
            @Doc(
                    value = "The secret, with or without `.ics` behind it.",
                    example = "k3yT4bW0a9uJ2sQ8rN6xV1cZ5pL7mD0fGhEiKjOqUwY.ics")
            String token) {}

    /** The address, this once. */
    record FeedCreated(
            @NotNull @Doc(value = "For people.", example = "Keep this address to yourself")
            String message,

            @NotNull
            @Doc(
                    value = "Below the address of this API's host; add it to a calendar program.",
                    example = "/api/calendar/feed/k3yT4bW0a9uJ2sQ8rN6xV1cZ5pL7mD0fGhEiKjOqUwY.ics")
            String url) {}

    /** Whether there is one. */
    record FeedStatus(
            @NotNull @Doc(value = "Whether there is one.", example = "true")
            Boolean active,

            @Nullable @Doc(value = "Since when.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime since) {}

    /** That there is none any more. */
    record FeedRevoked(
            @NotNull @Doc(value = "For people.", example = "Calendar feed revoked")
            String message) {}
}
