package io.busbar.reviews;

import static io.busbar.reviews.ReviewOperations.COMMENT_MOST;

import io.busbar.bookings.BookingOperations;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bookings.BookingOperations.Visit;
import io.busbar.bookings.BookingOperations.VisitsOf;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.FreeText;
import io.busbar.bus.Tx;
import io.busbar.reviews.ReviewOperations.BookingReview;
import io.busbar.reviews.ReviewOperations.Deleted;
import io.busbar.reviews.ReviewOperations.RateBooking;
import io.busbar.reviews.ReviewOperations.ReviewAnswer;
import io.busbar.reviews.ReviewOperations.ReviewId;
import io.busbar.reviews.ReviewOperations.UpdateReview;
import io.busbar.reviews.ReviewOperations.WriteReview;
import io.busbar.reviews.ReviewStore.Outcome;
import io.busbar.reviews.Reviewers.Names;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes, edits, hides and deletes reviews; each change is announced. */
final class Reviews {
    private final Bus bus;
    private final Reviewers reviewers;
    private final ReviewStore store;

    Reviews(Bus bus, Reviewers reviewers, ReviewStore store) {
        this.bus = bus;
        this.reviewers = reviewers;
        this.store = store;
    }

    Future<ReviewAnswer> write(WriteReview request, Call<ReviewAnswer> call) {
        UUID user = call.user();
        if (request.reviewer() != null && !request.reviewer().equals(user)) {
            throw Failure.of(FailureCode.FORBIDDEN, "Nobody reviews for somebody else");
        }
        UUID reviewee = request.reviewee();
        String comment = FreeText.unlessEmpty(FreeText.prose(request.comment(), COMMENT_MOST, "/comment"));
        Future<List<Visit>> visits = bus.call(
                        BookingOperations.VISITS, new VisitsOf(user, reviewee, request.bookingId()), call.caller())
                .map(found -> found.visits());
        Future<Names> names = reviewers.names(List.of(user, reviewee), call.caller());
        return Future.all(visits, names)
                .compose(known -> call.change(tx -> {
                    mustBeThere(reviewee, names.result());
                    List<UUID> completed = completed(visits.result(), request.bookingId());
                    return store.insert(tx, completed, reviewee, user, request.rating(), comment)
                            .compose(made -> made.isPresent()
                                    ? Future.succeededFuture(made.get())
                                    : store.inTheWay(tx, completed).map(Reviews::reviewed))
                            .map(review -> {
                                announceWritten(tx, review);
                                return answer("Review written", review, names.result(), call);
                            });
                }));
    }

    /** PUT's meaning: what is there afterwards is what was sent, whatever was there before. */
    Future<BookingReview> rate(RateBooking request, Call<BookingReview> call) {
        String comment = FreeText.unlessEmpty(FreeText.prose(request.comment(), COMMENT_MOST, "/review"));
        return reviewers
                .names(List.of(request.professional()), call.caller())
                .compose(names -> call.change(tx -> {
                    mustBeThere(request.professional(), names);
                    return store.replace(
                                    tx,
                                    request.booking(),
                                    request.professional(),
                                    request.customer(),
                                    request.rating(),
                                    comment)
                            .map(outcome -> {
                                if (outcome.made()) {
                                    announceWritten(tx, outcome.review());
                                } else {
                                    announceChanged(tx, outcome);
                                }
                                return outcome.review().ofBooking();
                            });
                }));
    }

    Future<ReviewAnswer> update(UpdateReview request, Call<ReviewAnswer> call) {
        if (request.rating() == null && request.comment() == null && request.hidden() == null) {
            throw Failure.invalid("", "names nothing to change");
        }
        String comment = FreeText.prose(request.comment(), COMMENT_MOST, "/comment");
        if (request.hidden() != null && !call.caller().isAdmin()) {
            throw Failure.of(FailureCode.FORBIDDEN, "Only admins hide reviews and show them again");
        }
        return open(request.id(), call)
                .compose(review -> reviewers.names(List.of(review.reviewer()), call.caller()))
                .compose(names ->
                        call.change(tx -> store.update(tx, request.id(), request.rating(), comment, request.hidden())
                                .map(outcome -> {
                                    announceChanged(tx, outcome);
                                    return answer("Review updated", outcome.review(), names, call);
                                })));
    }

    Future<Deleted> delete(ReviewId request, Call<Deleted> call) {
        return open(request.id(), call)
                .compose(review -> call.change(
                        tx -> store.delete(tx, request.id(), call.caller().isAdmin())
                                .map(gone -> {
                                    announceRemoved(tx, gone);
                                    return new Deleted("Review deleted");
                                })));
    }

    /** One that the caller may change. */
    private Future<Kept> open(UUID id, Call<?> call) {
        return store.read(id).map(review -> {
            if (!review.isVisibleTo(call.caller())) {
                throw ReviewStore.noSuchReview();
            }
            if (!review.isOpenTo(call.caller())) {
                throw Failure.of(FailureCode.FORBIDDEN);
            }
            return review;
        });
    }

    private static void mustBeThere(UUID professional, Names names) {
        if (!names.has(professional)) {
            throw Failure.notFound("There is no such professional");
        }
    }

    private static List<UUID> completed(List<Visit> visits, @Nullable UUID wanted) {
        if (wanted != null && visits.isEmpty()) {
            throw Failure.notFound("You have no such booking with this professional");
        }
        List<UUID> completed = visits.stream()
                .filter(visit -> visit.status() == Status.COMPLETED)
                .map(Visit::booking)
                .toList();
        if (completed.isEmpty()) {
            throw Failure.conflict(
                    wanted == null
                            ? "A review needs a completed booking with this professional"
                            : "This booking is not completed",
                    Map.of("reason", "not-completed"));
        }
        return completed;
    }

    private static Kept reviewed(Optional<UUID> existing) {
        Map<String, Object> details = existing.<Map<String, Object>>map(
                        id -> Map.of("reason", "reviewed", "reviewId", id.toString()))
                .orElse(Map.of("reason", "reviewed"));
        throw Failure.conflict("You have reviewed this already", details);
    }

    private static ReviewAnswer answer(String message, Kept review, Names names, Call<?> call) {
        return new ReviewAnswer(message, review.seenBy(call.caller(), names.reviewer(review.reviewer())));
    }

    private static void announceWritten(Tx tx, Kept review) {
        about(tx, review);
        tx.announce(ReviewEvents.WRITTEN, key(review), review.changed(review.counts(), 0));
    }

    private static void announceChanged(Tx tx, Outcome outcome) {
        Kept review = outcome.review();
        about(tx, review);
        if (outcome.changed()) {
            tx.announce(ReviewEvents.CHANGED, key(review), review.changed(review.counts(), outcome.previous()));
        }
    }

    static void announceRemoved(Tx tx, Kept review) {
        about(tx, review);
        tx.announce(ReviewEvents.REMOVED, key(review), review.changed(0, review.counts()));
    }

    private static void about(Tx tx, Kept review) {
        tx.about("review", review.id());
        tx.about("booking", review.booking());
    }

    static String key(Kept review) {
        return review.professional().toString();
    }
}
