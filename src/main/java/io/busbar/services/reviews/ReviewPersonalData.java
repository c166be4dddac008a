package io.busbar.services.reviews;

import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.privacy.DataCategory;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The personal data that the reviews service holds. */
public interface ReviewPersonalData {
    Operation<Id, ReviewsExport> EXPORT_PERSONAL_DATA = ReviewOperations.REVIEWS
            .holdsPersonalData(
                    DataCategory.of("Reviews: rating and comment")
                            .purpose("Helps people to choose a professional.")
                            .retention("Until the reviewer deletes the review, or the professional is erased.")
                            .exportedAs("The newest 500 that the user wrote; `truncated` says whether there are more.")
                            .erasure("Comments are deleted. Ratings stay with the ID, because they count for others."
                                    + " Reviews of an erased professional are deleted.")
                            .keepsIdIn("reviews.review"),
                    DataCategory.of("Favorite professionals")
                            .purpose("Lets users find professionals again.")
                            .retention("Until the user removes them, or either account is erased.")
                            .erasure("Deleted."))
            .exportedAs("reviews", ReviewsExport.class);

    /**
     * The reviews that a user wrote, and the user's favorites, but not what other users wrote about them.
     *
     * @param reviews   the newest 500 reviews
     * @param truncated whether the user has more reviews than are included
     */
    record ReviewsExport(List<ExportedReview> reviews, List<FavoriteEntry> favorites, Boolean truncated) {
        /** The maximum number of reviews in an export. */
        public static final int MAX_REVIEWS = 500;

        public ReviewsExport {
            reviews = List.copyOf(reviews);
            favorites = List.copyOf(favorites);
        }
    }

    /** A review in the export of its reviewer. */
    record ExportedReview(
            UUID id,
            UUID bookingId,
            UUID reviewee,
            Integer rating,
            @Nullable String comment,
            Boolean hidden,
            OffsetDateTime createdAt,
            OffsetDateTime updatedAt) {}

    /** A favorite as the export of its user contains it. */
    record FavoriteEntry(UUID professionalId, OffsetDateTime createdAt) {}
}
