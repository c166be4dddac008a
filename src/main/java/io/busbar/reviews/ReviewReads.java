package io.busbar.reviews;

import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Page;
import io.busbar.reviews.ReviewOperations.BookingReview;
import io.busbar.reviews.ReviewOperations.ListReviews;
import io.busbar.reviews.ReviewOperations.Review;
import io.busbar.reviews.ReviewOperations.ReviewId;
import io.busbar.reviews.ReviewOperations.ReviewsOf;
import io.busbar.reviews.Reviewers.Names;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

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
                        .names(
                                page.items().stream()
                                        .flatMap(ReviewReads::people)
                                        .toList(),
                                caller)
                        .map(names -> shown(page, names, caller)));
    }

    /** How many there are would tell of what is left out. */
    private static Page<Review> shown(Page<Kept> page, Names names, Caller caller) {
        List<Review> items = page.items().stream()
                .filter(review -> isPublic(review, names) || review.isOf(caller))
                .map(review -> review.seenBy(caller, names.reviewer(review.reviewer())))
                .toList();
        return new Page<>(items, page.next(), items.size() == page.items().size() ? page.total() : null);
    }

    private static boolean isPublic(Kept review, Names names) {
        return names.isListed(review.professional());
    }

    private static Stream<UUID> people(Kept review) {
        return Stream.of(review.reviewer(), review.professional());
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
            return reviewers.names(people(review).toList(), caller).map(names -> {
                if (!isPublic(review, names) && !review.isOf(caller)) {
                    throw ReviewStore.noSuchReview();
                }
                return review.seenBy(caller, names.reviewer(review.reviewer()));
            });
        });
    }

    Future<BookingReview> ofBooking(ReviewId booking) {
        return store.ofBooking(booking.id())
                .map(review -> review.map(Kept::ofBooking).orElse(new BookingReview(null, null)));
    }
}
