package io.busbar.services.reviews;

import static io.busbar.bus.notifications.NotificationChannel.EMAIL;
import static io.busbar.bus.notifications.Severity.SUCCESS;

import io.busbar.bus.notifications.NotificationType;
import io.busbar.services.reviews.ReviewEvents.ReviewChanged;
import io.busbar.services.users.RecipientOperations;

/** Notifications about reviews. */
public interface ReviewNotifications {
    NotificationType<ReviewChanged> RECEIVED = ReviewOperations.REVIEWS
            .notification("review.received", ReviewEvents.CREATED)
            .to("professional", ReviewChanged::professional, ReviewChanged::reviewer)
            .text("stars", review -> String.valueOf(review.rating()))
            .data("bookingId", ReviewChanged::booking)
            .severity(SUCCESS)
            .by(EMAIL)
            .link("Read the review", "/professionals/{recipient}/reviews")
            .unlessTurnedOff(RecipientOperations.REVIEWS)
            .message("New review", "{partner} rated you {stars} out of 5 stars.");
}
