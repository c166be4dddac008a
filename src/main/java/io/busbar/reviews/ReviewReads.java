package io.busbar.reviews;

import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Page;
import io.busbar.reviews.ReviewOperations.BookingReview;
import io.busbar.reviews.ReviewOperations.ListReviews;
import io.busbar.reviews.ReviewOperations.Review;
import io.busbar.reviews.ReviewOperations.ReviewId;
import io.busbar.reviews.ReviewOperations.ReviewsOf;
import io.busbar.reviews.ReviewStore.Wanted;
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

    /** Of whose reviews not all are for the caller, they get those that are, as if there were no others. */
    Future<Page<Review>> list(ListReviews request, Call<?> call) {
        Caller caller = call.caller();
        UUID professional = request.professionalId();
        boolean all = caller.isAdmin();
        return page(new Wanted(professional, null, all, all || professional != null), request, caller)
                .compose(found -> professional == null || found.isOpen(professional, caller)
                        ? Future.succeededFuture(found.shown(caller))
                        : own(professional, request, caller));
    }

    /** Those by the caller of a professional who is not public. */
    private Future<Page<Review>> own(UUID professional, ListReviews request, Caller caller) {
        return caller.userId()
                .map(user -> page(new Wanted(professional, user, false, true), request, caller)
                        .map(found -> found.shown(caller)))
                .orElseGet(() -> Future.succeededFuture(new Page<>(List.of(), null, 0L)));
    }

    private Future<Named> page(Wanted wanted, ListReviews request, Caller caller) {
        return store.list(wanted, request.limit(), request.cursor())
                .compose(page -> reviewers
                        .names(
                                page.items().stream()
                                        .flatMap(ReviewReads::people)
                                        .toList(),
                                caller)
                        .map(names -> new Named(page, names)));
    }

    /** A page with the names of who is in it. */
    private record Named(Page<Kept> page, Names names) {
        /** Whether all reviews of a professional are for the caller, on whichever page. */
        boolean isOpen(UUID professional, Caller caller) {
            return page.items().isEmpty()
                    || names.isListed(professional)
                    || caller.isAdmin()
                    || professional.equals(caller.userId().orElse(null));
        }

        Page<Review> shown(Caller caller) {
            List<Review> items = page.items().stream()
                    .filter(review -> isPublic(review, names) || review.isOf(caller))
                    .map(review -> review.seenBy(caller, names.reviewer(review.reviewer())))
                    .toList();
            return new Page<>(items, page.next(), page.total());
        }
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
                .map(review -> review.map(Kept::ofBooking).orElse(new BookingReview(null, null, false)));
    }
}
