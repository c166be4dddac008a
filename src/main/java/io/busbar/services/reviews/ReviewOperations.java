package io.busbar.services.reviews;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Contract;
import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.services.users.AccountOperations.AccountId;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the reviews service answers about reviews. */
public interface ReviewOperations {
    Contract REVIEWS = Contract.of(
            "reviews",
            "What customers thought of their bookings, and which professionals people want to find again.",
            FavoriteOperations.class,
            ReviewEvents.class);

    /** A comment has this many characters at most. */
    int MAX_COMMENT_LENGTH = 2_000;

    Operation<CreateReview, ReviewResponse> CREATE = REVIEWS.post("create", "/review")
            .summary("Review a professional")
            .description(
                    "For a completed booking with them, once: the newest that has no review yet, unless `bookingId` names one."
                            + " Without such a booking it is a conflict whose details have the `reason`, and the `reviewId` of the review"
                            + " that is there. `PUT /booking/{id}/rating` writes and edits the same review.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT, FORBIDDEN)
            .takes(CreateReview.class)
            .creates(ReviewResponse.class);

    Operation<ListReviews, Page<Review>> LIST = REVIEWS.get("list", "/review")
            .summary("List reviews")
            .description(
                    "The newest first. Hidden ones are for admins alone. Those of professionals whose profile is not public at present are left"
                            + " out for all but the two of the booking and admins, so a page can have fewer than its limit and be followed"
                            + " by another. `X-Total-Count` counts what the caller can see, up to 10,000. It comes with the first page of one"
                            + " professional's; over those of all professionals admins alone get it.")
            .allow(anyone())
            .takes(ListReviews.class)
            .returnsPage(Review.class);

    Operation<ListUserReviews, Page<Review>> LIST_FOR_USER = REVIEWS.get(
                    "listForUser", "/user/{id}/reviews", "/users/{id}/reviews")
            .summary("List the reviews of a professional")
            .description("As `GET /review` with their id.")
            .allow(signedIn())
            .takes(ListUserReviews.class)
            .returnsPage(Review.class);

    Operation<ReviewId, Review> GET = REVIEWS.get("get", "/review/{id}")
            .summary("Read a review")
            .description(
                    "A hidden one is there for who wrote it and for admins, one of a professional whose profile is not public at present for"
                            + " the two of the booking and for admins.")
            .allow(anyone())
            .fails(NOT_FOUND)
            .takes(ReviewId.class)
            .returns(Review.class);

    Operation<UpdateReview, ReviewResponse> UPDATE = REVIEWS.put("update", "/review/{id}")
            .summary("Update a review")
            .description(
                    "By who wrote it or an admin. Changes the fields that are given and leaves the others; an empty comment removes it."
                            + " `hidden` is for admins: a hidden review is shown to nobody else and does not count.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, FORBIDDEN)
            .takes(UpdateReview.class)
            .returns(ReviewResponse.class);

    Operation<ReviewId, ReviewDeletion> DELETE = REVIEWS.delete("delete", "/review/{id}")
            .summary("Delete a review")
            .description(
                    "By who wrote it or an admin. The booking can be reviewed again; to end that, hide it instead: a hidden one is deleted by"
                            + " admins alone, and for its writer it is a conflict with the `reason` `hidden`.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT, FORBIDDEN)
            .takes(ReviewId.class)
            .returns(ReviewDeletion.class);

    Operation<ReplaceBookingReview, BookingReview> REPLACE_FOR_BOOKING = REVIEWS.internal("replaceForBooking")
            .summary("Write or replace the review of a completed booking, for its customer")
            .description("A hidden one is a conflict with the `reason` `hidden`.")
            .fails(NOT_FOUND, CONFLICT)
            .idempotent()
            .takes(ReplaceBookingReview.class)
            .returns(BookingReview.class);

    Operation<ReviewId, BookingReview> GET_FOR_BOOKING = REVIEWS.internal("getForBooking")
            .summary("What stands about a booking, by the booking's id")
            .idempotent()
            .takes(ReviewId.class)
            .returns(BookingReview.class);

    Operation<AccountId, ReviewsPersonalData> PERSONAL_DATA = REVIEWS.internal("exportPersonalData")
            .summary("What reviews keeps of a person")
            .description(
                    "What they wrote and whom they marked; what others wrote about them is theirs and not among it.")
            .maxResponse(8 << 20)
            .idempotent()
            .takes(AccountId.class)
            .returns(ReviewsPersonalData.class);

    /** A review to be. */
    record CreateReview(
            @Nullable @Doc("Who writes: the caller, whom it need not name.")
            UUID reviewer,

            @NotNull @Doc(value = "The professional.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID reviewee,

            @NotNull @Min(1) @Max(5) @Doc(value = "Stars.", example = "5")
            Integer rating,

            @Nullable
            @Size(max = MAX_COMMENT_LENGTH)
            @Doc(value = "What others should know.", example = "Came on time, and the tap is silent.")
            String comment,

            @Nullable @Doc("Which booking; the newest completed one without a review unless given.")
            UUID bookingId) {}

    /** Filters of the list. */
    record ListReviews(
            @Nullable @Doc(value = "Only those of this professional.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** Whose, and which page. */
    record ListUserReviews(
            @NotNull @Doc("The professional.") UUID id,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** Which review. */
    record ReviewId(@NotNull @Doc("The review.") UUID id) {}

    /** Fields to change. */
    record UpdateReview(
            @NotNull @Doc("The review.") UUID id,

            @Nullable @Min(1) @Max(5) @Doc(value = "Stars.", example = "4")
            Integer rating,

            @Nullable
            @Size(max = MAX_COMMENT_LENGTH)
            @Doc(value = "What others should know.", example = "Came late, but the tap is silent.")
            String comment,

            @Nullable @Doc("Whether nobody but its writer and admins is to see it; for admins.")
            Boolean hidden) {}

    /** What was done, and the review after it. */
    record ReviewResponse(
            @NotNull @Doc(value = "For people.", example = "Review written")
            String message,

            @NotNull Review review) {}

    /** That it is gone. */
    record ReviewDeletion(
            @NotNull @Doc(value = "For people.", example = "Review deleted")
            String message) {}

    /** A review. */
    record Review(
            @NotNull @Doc(value = "Its id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14")
            UUID id,

            @NotNull @Doc(value = "The professional.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID reviewee,

            @NotNull Reviewer reviewer,

            @NotNull @Min(1) @Max(5) @Doc(value = "Stars.", example = "5")
            Integer rating,

            @Nullable @Doc(value = "In the writer's words.", example = "Came on time, and the tap is silent.")
            String comment,

            @NotNull @Doc(value = "Whether a moderator took it out of sight.", example = "false")
            Boolean hidden,

            @Nullable @Doc("The booking; for the two who had it, and admins.")
            UUID bookingId,

            @NotNull @Doc(value = "When it was written.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @NotNull @Doc(value = "When rating or comment last changed.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime updatedAt) {}

    /** Who wrote it. */
    record Reviewer(
            @Nullable
            @Doc(
                    value = "Their id; absent for who is no member at present.",
                    example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID id,

            @NotNull
            @Doc(
                    value =
                            "Their name, to who is not signed in the first word of it; their username if the profile is not public.",
                    example = "Ada Lovelace")
            String name) {}

    /** The booking as bookings knows it, and what its customer thought. */
    record ReplaceBookingReview(
            @NotNull UUID booking,
            @NotNull UUID customer,
            @NotNull UUID professional,
            @NotNull @Min(1) @Max(5) Integer rating,
            @Nullable @Size(max = MAX_COMMENT_LENGTH) String comment) {}

    /** What everybody can see of it; nothing without a review, or when it is hidden. */
    record BookingReview(@Nullable Integer rating, @Nullable String comment, boolean hidden) {}

    /** What somebody wrote and whom they marked. */
    record ReviewsPersonalData(
            @NotNull @Doc("The newest 500.") List<WrittenReview> reviews,

            @NotNull List<FavoriteEntry> favorites,

            @NotNull @Doc("Whether they wrote more reviews than are here.")
            Boolean truncated) {
        /** How many reviews it has at most. */
        public static final int MAX_REVIEWS = 500;

        public ReviewsPersonalData {
            reviews = List.copyOf(reviews);
            favorites = List.copyOf(favorites);
        }
    }

    /** A review as who wrote it is given it. */
    record WrittenReview(
            @NotNull UUID id,
            @NotNull UUID bookingId,
            @NotNull UUID reviewee,
            @NotNull Integer rating,
            @Nullable String comment,
            @NotNull Boolean hidden,
            @NotNull OffsetDateTime createdAt,
            @NotNull OffsetDateTime updatedAt) {}

    /** A favourite as who marked it is given it. */
    record FavoriteEntry(
            @NotNull UUID professionalId, @NotNull OffsetDateTime createdAt) {}
}
