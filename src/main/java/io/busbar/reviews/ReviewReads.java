package io.busbar.reviews;

import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Page;
import io.busbar.reviews.ReviewOperations.BookingReview;
import io.busbar.reviews.ReviewOperations.ListReviews;
import io.busbar.reviews.ReviewOperations.Review;
import io.busbar.reviews.ReviewOperations.ReviewId;
import io.busbar.reviews.ReviewOperations.ReviewsOf;
import io.vertx.core.Future;
import java.util.List;

/** Reviews as others see them, with the names of those who wrote them. */
final class ReviewReads {
    private final Reviewers reviewers;
    private final ReviewStore store;

    ReviewReads(Reviewers reviewers, ReviewStore store) {
        this.reviewers = reviewers;
        this.store = store;
    }

    Future<Page<Review>> list(ListReviews request, Call<?> call) {
        Caller caller = call.caller();
        return store.list(request.professionalId(), caller.isAdmin(), request.limit(), request.cursor())
                .compose(page -> reviewers
                        .names(page.items().stream().map(Kept::reviewer).toList(), caller)
                        .map(names -> new Page<>(
                                page.items().stream()
                                        .map(review -> review.seenBy(caller, names.reviewer(review.reviewer())))
                                        .toList(),
                                page.next(),
                                page.total())));
    }

    Future<Page<Review>> ofUser(ReviewsOf request, Call<?> call) {
        return list(new ListReviews(request.id(), request.limit(), request.cursor()), call);
    }

    Future<Review> read(ReviewId request, Call<?> call) {
        Caller caller = call.caller();
        return store.read(request.id()).compose(review -> {
            if (!review.isVisibleTo(caller)) {
                throw ReviewStore.noSuchReview();
            }
            return reviewers
                    .names(List.of(review.reviewer()), caller)
                    .map(names -> review.seenBy(caller, names.reviewer(review.reviewer())));
        });
    }

    Future<BookingReview> ofBooking(ReviewId booking) {
        return store.ofBooking(booking.id())
                .map(review -> review.map(Kept::ofBooking).orElse(new BookingReview(null, null)));
    }
}
