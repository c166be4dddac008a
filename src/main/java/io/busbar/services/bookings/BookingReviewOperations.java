package io.busbar.services.bookings;

import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Contract;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.Text;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The extension point for the reviews of bookings. The service that owns reviews implements it and publishes their changes. */
public interface BookingReviewOperations {
    Contract BOOKING_REVIEWS = Contract.of("bookingreviews", "The reviews of bookings.");

    Operation<ReplaceBookingReview, BookingReview> REPLACE = BOOKING_REVIEWS
            .internal("replace")
            .summary("Create or replace the review of a completed booking on behalf of its customer")
            .description("A hidden review is a conflict with the `reason` `hidden`.")
            .fails(NOT_FOUND, CONFLICT)
            .idempotent()
            .takes(ReplaceBookingReview.class)
            .returns(BookingReview.class);

    Operation<Id, BookingReview> GET = BOOKING_REVIEWS
            .internal("get")
            .summary("Get the review of a booking")
            .idempotent()
            .takes(Id.class)
            .returns(BookingReview.class);

    /** A booking and the review that its customer gives it. */
    record ReplaceBookingReview(
            UUID booking,
            UUID customer,
            UUID professional,
            @Min(1) @Max(5) Integer rating,
            @Nullable @Text(value = 2000, min = 0) String comment) {}

    /** The public part of a review. Rating and comment are null if there is no review or it is hidden. */
    record BookingReview(@Nullable Integer rating, @Nullable String comment, boolean hidden) {}
}
