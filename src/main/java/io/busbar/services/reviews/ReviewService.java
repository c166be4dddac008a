package io.busbar.services.reviews;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Deleted;
import io.busbar.bus.Event;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.bookings.BookingEvents;
import io.busbar.services.bookings.BookingEvents.BookingReviewChanged;
import io.busbar.services.bookings.BookingOperations;
import io.busbar.services.bookings.BookingOperations.BookingSummary;
import io.busbar.services.bookings.BookingOperations.CompletedBookings;
import io.busbar.services.bookings.BookingOperations.ListCompletedBookings;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.BookingReviewOperations.BookingReview;
import io.busbar.services.bookings.BookingReviewOperations.ReplaceBookingReview;
import io.busbar.services.reviews.ReviewEvents.ReviewChanged;
import io.busbar.services.reviews.ReviewOperations.CreateReview;
import io.busbar.services.reviews.ReviewOperations.ReviewResponse;
import io.busbar.services.reviews.ReviewOperations.UpdateReview;
import io.busbar.services.reviews.ReviewStore.ReviewWriteResult;
import io.busbar.services.reviews.ReviewerLookup.ReviewerNames;
import io.busbar.services.users.UsersEvents;
import io.busbar.services.users.UsersEvents.RatingChanged;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates, edits, hides and deletes reviews, and publishes each change. */
final class ReviewService {
    private final Bus bus;
    private final ReviewerLookup reviewerLookup;
    private final ReviewStore store;

    ReviewService(Bus bus, ReviewerLookup reviewerLookup, ReviewStore store) {
        this.bus = bus;
        this.reviewerLookup = reviewerLookup;
        this.store = store;
    }

    Future<ReviewResponse> create(CreateReview request, Call<ReviewResponse> call) {
        UUID reviewer = call.userId();
        Require.that(
                request.reviewer() == null || request.reviewer().equals(reviewer),
                () -> Failure.of(FailureCode.FORBIDDEN, "You can only write reviews in your own name"));
        UUID reviewee = request.reviewee();
        Future<CompletedBookings> bookings = bus.call(
                BookingOperations.LIST_COMPLETED,
                new ListCompletedBookings(reviewer, reviewee, request.bookingId()),
                call.requestContext());
        Future<ReviewerNames> reviewerNames = reviewerLookup.names(List.of(reviewer, reviewee), call.requestContext());
        return Future.all(bookings, reviewerNames)
                .compose(loaded -> call.change(tx -> {
                    requireProfessional(reviewee, reviewerNames.result());
                    List<UUID> completed = requireCompleted(bookings.result().bookings(), request.bookingId());
                    return insertOrFail(tx, completed, reviewee, reviewer, request.rating(), request.comment())
                            .map(review -> publishCreated(tx, review))
                            .map(review -> toResponse("Review created", review, reviewerNames.result(), call));
                }));
    }

    private Future<ReviewRecord> insertOrFail(
            Tx tx, List<UUID> bookings, UUID professional, UUID reviewer, int rating, @Nullable String comment) {
        return store.insertForFirstUnreviewed(tx, bookings, professional, reviewer, rating, comment)
                .compose(created -> created.isPresent()
                        ? Future.succeededFuture(created.get())
                        : store.findNewestId(tx, bookings)
                                .compose(existing -> Future.failedFuture(alreadyReviewed(existing))));
    }

    /** Stores the review, whether the booking had one before or not. */
    Future<BookingReview> replaceForBooking(ReplaceBookingReview request, Call<BookingReview> call) {
        return reviewerLookup
                .names(List.of(request.professional()), call.requestContext())
                .compose(reviewerNames -> call.change(tx -> {
                    requireProfessional(request.professional(), reviewerNames);
                    return replace(tx, request).map(ReviewRecord::toBookingReview);
                }));
    }

    private Future<ReviewRecord> replace(Tx tx, ReplaceBookingReview request) {
        return store.replace(
                        tx,
                        request.booking(),
                        request.professional(),
                        request.customer(),
                        request.rating(),
                        request.comment())
                .map(result -> result.created() ? publishCreated(tx, result.review()) : publishUpdated(tx, result));
    }

    Future<ReviewResponse> update(UpdateReview request, Call<ReviewResponse> call) {
        Require.that(
                request.hidden() == null || call.requestContext().isAdmin(),
                () -> Failure.of(FailureCode.FORBIDDEN, "Only admins can hide or show reviews"));
        return store.read(request.id())
                .compose(review -> reviewerLookup.names(List.of(review.reviewer()), call.requestContext()))
                .compose(reviewerNames -> call.change(
                        tx -> store.update(tx, request.id(), request.rating(), request.comment(), request.hidden())
                                .map(result -> publishUpdated(tx, result))
                                .map(review -> toResponse("Review updated", review, reviewerNames, call))));
    }

    Future<Deleted> delete(Tx tx, Id request, Call<Deleted> call) {
        return store.delete(tx, request.id(), call.requestContext().isAdmin())
                .compose(deleted -> publishDeleted(tx, List.of(deleted)))
                .map(published -> new Deleted("Review deleted"));
    }

    private static void requireProfessional(UUID professional, ReviewerNames reviewerNames) {
        Require.that(reviewerNames.contains(professional), () -> Failure.noSuch("professional"));
    }

    private static List<UUID> requireCompleted(List<BookingSummary> bookings, @Nullable UUID requestedBooking) {
        Require.that(
                requestedBooking == null || !bookings.isEmpty(),
                () -> Failure.notFound("You have no such booking with this professional"));
        List<UUID> completed = bookings.stream()
                .filter(bookingSummary -> bookingSummary.status() == Status.COMPLETED)
                .map(BookingSummary::booking)
                .toList();
        Require.that(
                !completed.isEmpty(),
                () -> Failure.conflict(
                        requestedBooking == null
                                ? "You can only review professionals with whom you have completed a booking"
                                : "This booking is not completed",
                        Map.of("reason", "not_completed")));
        return completed;
    }

    private static Failure alreadyReviewed(Optional<UUID> existing) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("reason", "already_reviewed");
        existing.ifPresent(id -> details.put("reviewId", id.toString()));
        return Failure.conflict("You have already reviewed this booking", details);
    }

    private static ReviewResponse toResponse(
            String message, ReviewRecord review, ReviewerNames reviewerNames, Call<?> call) {
        return new ReviewResponse(
                message, review.toReview(call.requestContext(), reviewerNames.toReviewer(review.reviewer())));
    }

    private static ReviewRecord publishCreated(Tx tx, ReviewRecord review) {
        setAuditSubjects(tx, review);
        publish(tx, ReviewEvents.CREATED, review, review.countedRating(), 0);
        return review;
    }

    private static ReviewRecord publishUpdated(Tx tx, ReviewWriteResult result) {
        ReviewRecord review = result.review();
        setAuditSubjects(tx, review);
        if (result.visibilityChanged()) {
            tx.permissions().resourceChanged(ReviewOperations.REVIEW.of(review.id()));
        }
        if (result.changed()) {
            publish(tx, ReviewEvents.UPDATED, review, review.countedRating(), result.previousCountedRating());
        }
        return review;
    }

    static Future<Void> publishDeleted(Tx tx, List<ReviewRecord> reviews) {
        for (ReviewRecord review : reviews) {
            setAuditSubjects(tx, review);
            publish(tx, ReviewEvents.DELETED, review, 0, review.countedRating());
        }
        return tx.permissions()
                .resourcesDeleted(
                        ReviewOperations.REVIEW,
                        reviews.stream().map(ReviewRecord::id).toList());
    }

    private static void setAuditSubjects(Tx tx, ReviewRecord review) {
        tx.auditSubject("review", review.id());
        tx.auditSubject("booking", review.booking());
    }

    /**
     * Publishes a change of a review, also to the services with a copy of the review and a total of the ratings.
     *
     * @param rating the rating that counts now; 0 if the review does not count: before it exists, while it is hidden, once it is deleted
     * @param previous the rating that counted before
     */
    static void publish(Tx tx, Event<ReviewChanged> event, ReviewRecord review, int rating, int previous) {
        UUID booking = review.booking();
        UUID professional = review.professional();
        tx.publish(event, professional.toString(), review.toEvent(rating, previous));
        tx.publish(BookingEvents.REVIEW_CHANGED, booking.toString(), new BookingReviewChanged(booking));
        int votes = Integer.signum(rating) - Integer.signum(previous);
        if (rating != previous) {
            tx.publish(
                    UsersEvents.RATING_CHANGED,
                    professional.toString(),
                    new RatingChanged(professional, rating - previous, votes));
        }
    }
}
