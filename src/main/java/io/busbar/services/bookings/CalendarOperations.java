package io.busbar.services.bookings;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.bookings.BookingOperations.BOOKINGS;

import io.busbar.bus.Deleted;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.response.TextContent;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Calendar feeds, which let calendar programs read a user's bookings at a secret URL. */
public interface CalendarOperations {
    Operation<Empty, FeedCreated> CREATE_FEED = BOOKINGS.post("createFeed", "/calendar/feed")
            .summary("Create a calendar feed")
            .description(
                    "Returns a secret URL for calendar programs and invalidates the previous one. The URL is shown only once and"
                            + " stored as a hash. Anyone with the URL can see your bookings until you create a new feed, revoke it or change"
                            + " your password.")
            .allow(noImpersonation())
            .returns(FeedCreated.class);

    Operation<Empty, FeedStatus> GET_FEED = BOOKINGS.get("getFeed", "/calendar/feed")
            .summary("Get the status of your calendar feed")
            .allow(signedIn())
            .returns(FeedStatus.class);

    Operation<Empty, Deleted> REVOKE_FEED = BOOKINGS.delete("revokeFeed", "/calendar/feed")
            .summary("Revoke your calendar feed")
            .description("Succeeds even if there is no feed.")
            .allow(noImpersonation())
            .returns(Deleted.class);

    Operation<FeedToken, TextContent> DOWNLOAD_FEED = BOOKINGS.get("downloadFeed", "/calendar/feed/{token}")
            .summary("Download a calendar feed")
            .description(
                    "Returns an iCalendar file (RFC 5545). The secret in the URL replaces a sign-in, which calendar programs do not"
                            + " support. The file contains bookings as customer and as professional: the latest 200 that have started and"
                            + " did not end more than 90 days ago, and the next 800 upcoming ones.")
            .allow(anyone())
            .fails(NOT_FOUND)
            .maxResponseBytes(16 << 20)
            .takes(FeedToken.class)
            .returnsText("text/calendar");

    /** The last segment of the URL of a feed. */
    record FeedToken(
            @Size(max = 100)
            @Doc(
                    value = "The secret, with or without the suffix `.ics`.",
                    example = "k3yT4bW0a9uJ2sQ8rN6xV1cZ5pL7mD0fGhEiKjOqUwY.ics")
            String token) {}

    /** A new feed. Its URL is returned only here. */
    record FeedCreated(
            @Doc(value = "A human-readable message.", example = "Calendar feed created. Keep its URL private")
            String message,

            @Doc(
                    value = "The feed's URL, relative to this API's host. Add the full URL to a calendar program.",
                    example = "/api/calendar/feed/k3yT4bW0a9uJ2sQ8rN6xV1cZ5pL7mD0fGhEiKjOqUwY.ics")
            String url) {}

    record FeedStatus(
            @Doc(value = "Whether a feed exists.", example = "true")
            Boolean active,

            @Nullable @Doc(value = "When the feed was created.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime since) {}
}
