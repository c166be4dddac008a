package io.busbar.services.reviews;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import io.busbar.bus.Contract;
import io.busbar.bus.Deleted;
import io.busbar.bus.Doc;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Text;
import io.busbar.bus.permissions.ResourceType;
import io.busbar.data.listing.Page;
import io.busbar.services.bookings.BookingReviewOperations;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the reviews service on reviews. */
public interface ReviewOperations {
    Contract REVIEWS = Contract.of(
                    "reviews",
                    "Reviews of bookings by their customers, and the favorite professionals of users.",
                    FavoriteOperations.class,
                    ReviewEvents.class,
                    ReviewNotifications.class,
                    ReviewPersonalData.class)
            .implementing(BookingReviewOperations.BOOKING_REVIEWS);

    ResourceType REVIEW = REVIEWS.resource("review");

    /** The maximum length of a comment in characters. */
    int MAX_COMMENT_LENGTH = 2_000;

    Operation<CreateReview, ReviewResponse> CREATE = REVIEWS.post("create", "/review")
            .summary("Create a review")
            .description(
                    "Reviews a completed booking with a professional, each booking once. Without `bookingId` this is the newest"
                            + " completed booking that has no review yet. If there is no such booking, the request is a conflict whose details"
                            + " contain the `reason` and, if there is a review already, its `reviewId`. `PUT /booking/{id}/rating` creates and"
                            + " edits the same review.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT, FORBIDDEN)
            .takes(CreateReview.class)
            .creates(ReviewResponse.class);

    Operation<ListReviews, Page<Review>> LIST = REVIEWS.get("list", "/review")
            .summary("List reviews")
            .description(
                    "Returns the newest reviews first. Only admins see hidden reviews. Reviews of professionals whose profile is not"
                            + " public at the moment are returned only to the two parties of the booking and to admins, so a page can have fewer"
                            + " items than its limit and still be followed by another page. `X-Total-Count` counts the reviews that the caller"
                            + " can see, up to 10,000. It is returned with the first page of the reviews of one professional; for the reviews of"
                            + " all professionals only admins get it.")
            .allow(anyone())
            .takes(ListReviews.class)
            .returnsPage(Review.class);

    Operation<ListUserReviews, Page<Review>> LIST_FOR_USER = REVIEWS.get(
                    "listForUser", "/user/{id}/reviews", "/users/{id}/reviews")
            .summary("List the reviews of a professional")
            .description("Returns the same as `GET /review` with the `professionalId`.")
            .allow(signedIn())
            .takes(ListUserReviews.class)
            .returnsPage(Review.class);

    Operation<Id, Review> GET = REVIEWS.get("get", "/review/{id}")
            .summary("Get a review")
            .description(
                    "A hidden review can be seen by its reviewer and admins. A review of a professional whose profile is not public at"
                            + " the moment can be seen by the two parties of the booking and admins.")
            .allow(anyone())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(Review.class);

    Operation<UpdateReview, ReviewResponse> UPDATE = REVIEWS.put("update", "/review/{id}")
            .summary("Update a review")
            .description(
                    "Replaces the given fields and leaves the others unchanged; an empty comment removes the comment. Only the reviewer"
                            + " and admins can do this. `hidden` is for admins: only the reviewer and admins see a hidden review, and it does not"
                            + " count.")
            .allow(role(ADMIN).orOwner().withoutImpersonation())
            .on(REVIEW, "id")
            .fails(NOT_FOUND, FORBIDDEN)
            .patches()
            .takes(UpdateReview.class)
            .returns(ReviewResponse.class);

    Operation<Id, Deleted> DELETE = REVIEWS.delete("delete", "/review/{id}")
            .summary("Delete a review")
            .description(
                    "Only the reviewer and admins can do this. Afterwards the booking can be reviewed again; hide the review to prevent"
                            + " that. Only admins can delete a hidden review; for its reviewer this is a conflict with the `reason` `hidden`.")
            .allow(role(ADMIN).orOwner().withoutImpersonation())
            .on(REVIEW, "id")
            .fails(NOT_FOUND, CONFLICT, FORBIDDEN)
            .takes(Id.class)
            .returns(Deleted.class);

    record CreateReview(
            @Nullable @Doc("The reviewer, who must be the caller. Optional.")
            UUID reviewer,

            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID reviewee,

            @Min(1) @Max(5) @Doc(value = "The rating in stars.", example = "5")
            Integer rating,

            @Nullable
            @Text(value = MAX_COMMENT_LENGTH, min = 0)
            @Doc(value = "The comment.", example = "Came on time, and the tap is silent.")
            String comment,

            @Nullable @Doc("The ID of the booking. Defaults to the newest completed booking without a review.")
            UUID bookingId) {}

    /** Selects the reviews to list. */
    record ListReviews(
            @Nullable
            @Doc(value = "Only reviews of this professional.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId,

            PageRequest page) {}

    /** Selects the professional whose reviews are listed. */
    record ListUserReviews(@Doc("The professional's ID.") UUID id, PageRequest page) {}

    record UpdateReview(
            @Doc("The review's ID.") UUID id,

            @Nullable @Min(1) @Max(5) @Doc(value = "The rating in stars.", example = "4")
            Integer rating,

            @Nullable
            @Text(value = MAX_COMMENT_LENGTH, min = 0)
            @Doc(value = "The comment.", example = "Came late, but the tap is silent.")
            String comment,

            @Nullable @Doc("Whether only the reviewer and admins see the review. Only admins can set it.")
            Boolean hidden) {}

    /** The review after a change. */
    record ReviewResponse(
            @Doc(value = "A human-readable message.", example = "Review created")
            String message,

            Review review) {}

    record Review(
            @Doc(value = "The review's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14")
            UUID id,

            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID reviewee,

            Reviewer reviewer,

            @Min(1) @Max(5) @Doc(value = "The rating in stars.", example = "5")
            Integer rating,

            @Nullable
            @Text(MAX_COMMENT_LENGTH)
            @Doc(value = "The comment of the reviewer.", example = "Came on time, and the tap is silent.")
            String comment,

            @Doc(value = "Whether a moderator hides the review.", example = "false")
            Boolean hidden,

            @Nullable @Doc("The ID of the booking. Only the two parties of the booking and admins see it.")
            UUID bookingId,

            @Doc(value = "When the review was created.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @Doc(value = "When the rating or the comment was last changed.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime updatedAt) {}

    /** The user who wrote a review. */
    record Reviewer(
            @Nullable
            @Doc(
                    value = "The reviewer's user ID. Absent if their account is not active.",
                    example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID id,

            @Doc(
                    value =
                            "The reviewer's name. Callers who are not signed in see only its first word. If the profile is not public,"
                                    + " this is the username.",
                    example = "Ada Lovelace")
            String name) {}
}
