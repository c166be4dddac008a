package io.busbar.services.reviews;

import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.services.users.UserSummaryOperations.UserSummary;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Professionals that somebody wants to find again; nobody else sees which. */
public interface FavoriteOperations {
    /** Somebody has this many at most. */
    int MAX_FAVORITES = 1_000;

    Operation<ProfessionalId, FavoriteResponse> ADD = ReviewOperations.REVIEWS
            .post("addFavorite", "/favorite")
            .summary("Add a professional to one's favourites")
            .description("Once more changes nothing and answers the same.")
            .allow(signedIn())
            .fails(NOT_FOUND, CONFLICT)
            .idempotent()
            .takes(ProfessionalId.class)
            .creates(FavoriteResponse.class);

    Operation<ListFavorites, Page<Favorite>> LIST = ReviewOperations.REVIEWS
            .get("listFavorites", "/favorite")
            .summary("List one's favourites")
            .description(
                    "The newest first. Professionals whose profile is not public at present are left out, so a page can have fewer than its"
                            + " limit and be followed by another.")
            .allow(signedIn())
            .takes(ListFavorites.class)
            .returnsPage(Favorite.class);

    Operation<ProfessionalId, IsFavorite> IS_FAVORITE = ReviewOperations.REVIEWS
            .get("isFavorite", "/favorite/{professionalId}")
            .summary("Whether a professional is a favourite of one's own")
            .allow(signedIn())
            .takes(ProfessionalId.class)
            .returns(IsFavorite.class);

    Operation<ProfessionalId, FavoriteRemoval> REMOVE = ReviewOperations.REVIEWS
            .delete("removeFavorite", "/favorite/{professionalId}")
            .summary("Remove a professional from one's favourites")
            .description("One that is none is fine too.")
            .allow(signedIn())
            .takes(ProfessionalId.class)
            .returns(FavoriteRemoval.class);

    /** Which professional. */
    record ProfessionalId(
            @NotNull @Doc(value = "The professional.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId) {}

    /** Which page. */
    record ListFavorites(
            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** What was done, and the favourite. */
    record FavoriteResponse(
            @NotNull @Doc(value = "For people.", example = "Added to favorites")
            String message,

            @NotNull Favorite favorite) {}

    /** A favourite. */
    record Favorite(
            @NotNull @Doc(value = "The professional.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId,

            @NotNull UserSummary professional,

            @NotNull @Doc(value = "Since when.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt) {}

    /** Whether it is one. */
    record IsFavorite(
            @NotNull @Doc(value = "Whether it is one.", example = "true")
            Boolean isFavorited) {}

    /** That it is none any more. */
    record FavoriteRemoval(
            @NotNull @Doc(value = "For people.", example = "Removed from favorites")
            String message) {}
}
