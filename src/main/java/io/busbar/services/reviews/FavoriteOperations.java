package io.busbar.services.reviews;

import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.reviews.ReviewOperations.REVIEWS;

import io.busbar.bus.Deleted;
import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.data.listing.Page;
import io.busbar.services.users.UserSummaryOperations.UserSummary;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Operations on favorites: professionals that a user marked. Only that user sees them. */
public interface FavoriteOperations {
    /** The maximum number of favorites per user. */
    int MAX_FAVORITES = 1_000;

    Operation<ProfessionalId, FavoriteResponse> ADD = REVIEWS.post("addFavorite", "/favorite")
            .summary("Add a professional to your favorites")
            .description(
                    "Adding the same professional again changes nothing and returns the same favorite. The number of favorites is"
                            + " limited to 1,000; one more is a conflict with the `reason` `too_many_favorites` and the limit as `max`.")
            .allow(signedIn())
            .fails(NOT_FOUND, CONFLICT)
            .idempotent()
            .takes(ProfessionalId.class)
            .creates(FavoriteResponse.class);

    Operation<ListFavorites, Page<Favorite>> LIST = REVIEWS.get("listFavorites", "/favorite")
            .summary("List your favorites")
            .description(
                    "Returns the newest favorites first. Professionals whose profile is not public at the moment are left out, so a"
                            + " page can have fewer items than its limit and still be followed by another page.")
            .allow(signedIn())
            .takes(ListFavorites.class)
            .returnsPage(Favorite.class);

    Operation<ProfessionalId, IsFavorite> IS_FAVORITE = REVIEWS.get("isFavorite", "/favorite/{professionalId}")
            .summary("Check whether a professional is one of your favorites")
            .allow(signedIn())
            .takes(ProfessionalId.class)
            .returns(IsFavorite.class);

    Operation<ProfessionalId, Deleted> REMOVE = REVIEWS.delete("removeFavorite", "/favorite/{professionalId}")
            .summary("Remove a professional from your favorites")
            .description("Succeeds even if the professional is not a favorite.")
            .allow(signedIn())
            .takes(ProfessionalId.class)
            .returns(Deleted.class);

    record ProfessionalId(
            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId) {}

    record ListFavorites(PageRequest page) {}

    record FavoriteResponse(
            @Doc(value = "A human-readable message.", example = "Added to favorites")
            String message,

            Favorite favorite) {}

    record Favorite(
            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId,

            UserSummary professional,

            @Doc(value = "When the professional was added.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt) {}

    record IsFavorite(
            @Doc(value = "Whether the professional is a favorite.", example = "true")
            Boolean isFavorited) {}
}
