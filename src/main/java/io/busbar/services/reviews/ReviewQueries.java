package io.busbar.services.reviews;

import io.busbar.bus.Call;
import io.busbar.bus.Id;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.data.listing.Page;
import io.busbar.services.bookings.BookingReviewOperations.BookingReview;
import io.busbar.services.reviews.ReviewOperations.ListReviews;
import io.busbar.services.reviews.ReviewOperations.ListUserReviews;
import io.busbar.services.reviews.ReviewOperations.Review;
import io.busbar.services.reviews.ReviewStore.ReviewFilter;
import io.busbar.services.reviews.ReviewerLookup.ReviewerNames;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the reviews that the caller may see, with the names of their reviewers. */
final class ReviewQueries {
    private final ReviewerLookup reviewerLookup;
    private final ReviewStore store;

    ReviewQueries(ReviewerLookup reviewerLookup, ReviewStore store) {
        this.reviewerLookup = reviewerLookup;
        this.store = store;
    }

    /** Returns only the reviews that the caller may see; totals count only those. */
    Future<Page<Review>> list(ListReviews request, Call<?> call) {
        RequestContext requestContext = call.requestContext();
        UUID professional = request.professionalId();
        boolean isAdmin = requestContext.isAdmin();
        ReviewFilter filter =
                professional == null ? ReviewFilter.ofAll(isAdmin) : ReviewFilter.ofProfessional(professional, isAdmin);
        return page(filter, request, requestContext)
                .compose(pageWithNames -> listVisible(pageWithNames, request, requestContext));
    }

    private Future<Page<Review>> listVisible(
            PageWithNames pageWithNames, ListReviews request, RequestContext requestContext) {
        UUID professional = request.professionalId();
        if (professional == null || pageWithNames.isFullyVisibleTo(professional, requestContext)) {
            return Future.succeededFuture(pageWithNames.visibleTo(requestContext));
        }
        return listOwn(professional, request, requestContext);
    }

    /** Returns the caller's own reviews of a professional whose profile is not public. */
    private Future<Page<Review>> listOwn(UUID professional, ListReviews request, RequestContext requestContext) {
        Optional<UUID> caller = requestContext.userId();
        if (caller.isEmpty()) {
            return Future.succeededFuture(Page.empty());
        }
        return page(ReviewFilter.ofProfessionalAndReviewer(professional, caller.get()), request, requestContext)
                .map(pageWithNames -> pageWithNames.visibleTo(requestContext));
    }

    private Future<PageWithNames> page(ReviewFilter reviewFilter, ListReviews request, RequestContext requestContext) {
        return store.list(reviewFilter, request.page()).compose(page -> addNames(page, requestContext));
    }

    private Future<PageWithNames> addNames(Page<ReviewRecord> page, RequestContext requestContext) {
        List<UUID> participants =
                page.items().stream().flatMap(ReviewQueries::participants).toList();
        return reviewerLookup
                .names(participants, requestContext)
                .map(reviewerNames -> new PageWithNames(page, reviewerNames));
    }

    /** A page of reviews with the names of its reviewers and professionals. */
    private record PageWithNames(Page<ReviewRecord> page, ReviewerNames names) {
        /** Returns whether the caller may see all of the professional's reviews, on every page. */
        boolean isFullyVisibleTo(UUID professional, RequestContext requestContext) {
            return page.items().isEmpty()
                    || names.isPublicProfessional(professional)
                    || requestContext.isAdmin()
                    || professional.equals(requestContext.userId().orElse(null));
        }

        Page<Review> visibleTo(RequestContext requestContext) {
            List<Review> items = page.items().stream()
                    .filter(review -> hasPublicProfessional(review, names) || review.isPartyOrAdmin(requestContext))
                    .map(review -> review.toReview(requestContext, names.toReviewer(review.reviewer())))
                    .toList();
            return page.withItems(items);
        }
    }

    private static boolean hasPublicProfessional(ReviewRecord review, ReviewerNames reviewerNames) {
        return reviewerNames.isPublicProfessional(review.professional());
    }

    private static Stream<UUID> participants(ReviewRecord review) {
        return Stream.of(review.reviewer(), review.professional());
    }

    Future<Page<Review>> listForUser(ListUserReviews request, Call<?> call) {
        return list(new ListReviews(request.id(), request.page()), call);
    }

    Future<Review> get(Id request, Call<?> call) {
        RequestContext requestContext = call.requestContext();
        return store.read(request.id()).compose(review -> {
            Require.that(review.isVisibleTo(requestContext), ReviewStore::noSuchReview);
            return reviewerLookup
                    .names(participants(review).toList(), requestContext)
                    .map(reviewerNames -> requireVisible(review, reviewerNames, requestContext));
        });
    }

    private static Review requireVisible(
            ReviewRecord review, ReviewerNames reviewerNames, RequestContext requestContext) {
        Require.that(
                hasPublicProfessional(review, reviewerNames) || review.isPartyOrAdmin(requestContext),
                ReviewStore::noSuchReview);
        return review.toReview(requestContext, reviewerNames.toReviewer(review.reviewer()));
    }

    Future<BookingReview> getForBooking(Id booking) {
        return store.findByBooking(booking.id())
                .map(review -> review.map(ReviewRecord::toBookingReview).orElse(new BookingReview(null, null, false)));
    }
}
