package io.busbar.services.reviews;

import io.busbar.bus.Call;
import io.busbar.bus.Page;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.services.reviews.ReviewOperations.BookingReview;
import io.busbar.services.reviews.ReviewOperations.ListReviews;
import io.busbar.services.reviews.ReviewOperations.ListUserReviews;
import io.busbar.services.reviews.ReviewOperations.Review;
import io.busbar.services.reviews.ReviewOperations.ReviewId;
import io.busbar.services.reviews.ReviewStore.ReviewFilter;
import io.busbar.services.reviews.ReviewerLookup.ReviewerNames;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads reviews with the names of their authors and only those that the caller may see. */
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
        ReviewFilter filter = new ReviewFilter(professional, null, isAdmin, isAdmin || professional != null);
        return page(filter, request, requestContext)
                .compose(namedPage -> listVisible(namedPage, request, requestContext));
    }

    private Future<Page<Review>> listVisible(NamedPage namedPage, ListReviews request, RequestContext requestContext) {
        UUID professional = request.professionalId();
        if (professional == null || namedPage.isFullyVisibleTo(professional, requestContext)) {
            return Future.succeededFuture(namedPage.visibleTo(requestContext));
        }
        return listOwn(professional, request, requestContext);
    }

    /** Returns the caller's own reviews of a professional whose profile is not public. */
    private Future<Page<Review>> listOwn(UUID professional, ListReviews request, RequestContext requestContext) {
        Optional<UUID> caller = requestContext.userId();
        if (caller.isEmpty()) {
            return Future.succeededFuture(new Page<>(List.of(), null, 0L));
        }
        return page(new ReviewFilter(professional, caller.get(), false, true), request, requestContext)
                .map(namedPage -> namedPage.visibleTo(requestContext));
    }

    private Future<NamedPage> page(ReviewFilter reviewFilter, ListReviews request, RequestContext requestContext) {
        return store.list(reviewFilter, request.limit(), request.cursor())
                .compose(page -> addNames(page, requestContext));
    }

    private Future<NamedPage> addNames(Page<ReviewRecord> page, RequestContext requestContext) {
        List<UUID> participants =
                page.items().stream().flatMap(ReviewQueries::participants).toList();
        return reviewerLookup
                .names(participants, requestContext)
                .map(reviewerNames -> new NamedPage(page, reviewerNames));
    }

    /** A page of reviews with the names of its authors and professionals. */
    private record NamedPage(Page<ReviewRecord> page, ReviewerNames names) {
        /** Returns whether the caller may see all of the professional's reviews, on every page. */
        boolean isFullyVisibleTo(UUID professional, RequestContext requestContext) {
            return page.items().isEmpty()
                    || names.isPublicProfessional(professional)
                    || requestContext.isAdmin()
                    || professional.equals(requestContext.userId().orElse(null));
        }

        Page<Review> visibleTo(RequestContext requestContext) {
            List<Review> items = page.items().stream()
                    .filter(review -> isPublic(review, names) || review.involves(requestContext))
                    .map(review -> review.toReview(requestContext, names.toReviewer(review.reviewer())))
                    .toList();
            return new Page<>(items, page.next(), page.total());
        }
    }

    private static boolean isPublic(ReviewRecord review, ReviewerNames reviewerNames) {
        return reviewerNames.isPublicProfessional(review.professional());
    }

    private static Stream<UUID> participants(ReviewRecord review) {
        return Stream.of(review.reviewer(), review.professional());
    }

    Future<Page<Review>> listForUser(ListUserReviews request, Call<?> call) {
        return list(new ListReviews(request.id(), request.limit(), request.cursor()), call);
    }

    Future<Review> get(ReviewId request, Call<?> call) {
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
        Require.that(isPublic(review, reviewerNames) || review.involves(requestContext), ReviewStore::noSuchReview);
        return review.toReview(requestContext, reviewerNames.toReviewer(review.reviewer()));
    }

    Future<BookingReview> getForBooking(ReviewId booking) {
        return store.readOfBooking(booking.id())
                .map(review -> review.map(ReviewRecord::toBookingReview).orElse(new BookingReview(null, null, false)));
    }
}
