package io.busbar.services.bookings;

import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.privacy.DataCategory;
import io.busbar.services.bookings.BookingOperations.Booking;
import io.busbar.services.bookings.CalendarOperations.FeedStatus;
import java.util.List;

/** The personal data that the bookings service holds. */
public interface BookingPersonalData {
    Operation<Id, BookingsExport> EXPORT_PERSONAL_DATA = BookingOperations.BOOKINGS
            .holdsPersonalData(
                    DataCategory.of("Bookings: customer, professional, service, time, price and status")
                            .purpose("Both parties need to know what was agreed.")
                            .retention("Unlimited, for statistics.")
                            .exportedAs("The newest 500.")
                            .erasure("Open ones are cancelled. All of them keep the ID.")
                            .keepsIdIn("bookings.booking"),
                    DataCategory.of("Address, notes and reason of a booking, and a copy of its review")
                            .purpose(
                                    "Tells the professional where to go and what to do, and both why something changed.")
                            .retention("Until the user who wrote them is erased.")
                            .exportedAs("The texts that the user wrote.")
                            .erasure("Deleted. Ratings of other professionals stay."),
                    DataCategory.of("Availability of a professional: weekly hours, dates, terms and booking rules")
                            .purpose("Shows when the professional can be booked.")
                            .retention("Until the account is erased.")
                            .notExported("Its owner reads it at `/api/booking/availability`.")
                            .erasure("Deleted."),
                    DataCategory.of("Calendar feed, as a hash of its secret URL")
                            .purpose("Lets a calendar program read the user's bookings.")
                            .retention("Until it is revoked or the password changes.")
                            .exportedAs("Whether there is one, and since when.")
                            .erasure("Deleted."))
            .exportedAs("bookings", BookingsExport.class);

    /** A user's newest 500 bookings, without texts that other users wrote, and the status of their calendar feed. */
    record BookingsExport(List<Booking> bookings, FeedStatus calendarFeed) {
        public BookingsExport {
            bookings = List.copyOf(bookings);
        }
    }
}
