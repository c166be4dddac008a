package io.busbar.services.reviews;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Deleted;
import io.busbar.bus.Failure;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.data.listing.Page;
import io.busbar.services.reviews.FavoriteOperations.Favorite;
import io.busbar.services.reviews.FavoriteOperations.FavoriteResponse;
import io.busbar.services.reviews.FavoriteOperations.IsFavorite;
import io.busbar.services.reviews.FavoriteOperations.ListFavorites;
import io.busbar.services.reviews.FavoriteOperations.ProfessionalId;
import io.busbar.services.reviews.ReviewPersonalData.FavoriteEntry;
import io.busbar.services.users.UserSummaryOperations;
import io.busbar.services.users.UserSummaryOperations.BatchGetUsers;
import io.busbar.services.users.UserSummaryOperations.UserSummary;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Adds, lists and removes favorites. A favorite has no audit subject, so that it does not show up in the activity of the professional. */
final class FavoriteService {
    private final Bus bus;
    private final FavoriteStore store;

    FavoriteService(Bus bus, FavoriteStore store) {
        this.bus = bus;
        this.store = store;
    }

    Future<FavoriteResponse> add(ProfessionalId request, Call<FavoriteResponse> call) {
        UUID professional = request.professionalId();
        return loadSummaries(List.of(professional), call.requestContext())
                .compose(summaries -> call.change(tx -> {
                    UserSummary userSummary = Require.present(
                            Optional.ofNullable(summaries.get(professional)), () -> Failure.noSuch("professional"));
                    return store.add(tx, call.userId(), professional, FavoriteOperations.MAX_FAVORITES)
                            .map(createdAt -> Require.present(createdAt, FavoriteService::limitReached))
                            .map(createdAt -> new FavoriteResponse(
                                    "Added to favorites", new Favorite(professional, userSummary, createdAt)));
                }));
    }

    Future<Page<Favorite>> list(ListFavorites request, Call<?> call) {
        return store.list(call.userId(), request).compose(page -> addSummaries(page, call.requestContext()));
    }

    Future<IsFavorite> isFavorite(ProfessionalId request, Call<?> call) {
        return store.exists(call.userId(), request.professionalId()).map(IsFavorite::new);
    }

    Future<Deleted> remove(Tx tx, ProfessionalId request, Call<?> call) {
        return store.remove(tx, call.userId(), request.professionalId()).map(new Deleted("Removed from favorites"));
    }

    private Future<Page<Favorite>> addSummaries(Page<FavoriteEntry> page, RequestContext requestContext) {
        List<UUID> professionals =
                page.items().stream().map(FavoriteEntry::professionalId).toList();
        return loadSummaries(professionals, requestContext)
                .map(summaries -> page.withItems(page.items().stream()
                        .flatMap(favoriteEntry -> toFavorite(favoriteEntry, summaries).stream())
                        .toList()));
    }

    private static Optional<Favorite> toFavorite(FavoriteEntry favoriteEntry, Map<UUID, UserSummary> summaries) {
        return Optional.ofNullable(summaries.get(favoriteEntry.professionalId()))
                .map(userSummary ->
                        new Favorite(favoriteEntry.professionalId(), userSummary, favoriteEntry.createdAt()));
    }

    private Future<Map<UUID, UserSummary>> loadSummaries(List<UUID> professionals, RequestContext requestContext) {
        return professionals.isEmpty()
                ? Future.succeededFuture(Map.of())
                : bus.call(UserSummaryOperations.BATCH_GET_SUMMARIES, new BatchGetUsers(professionals), requestContext)
                        .map(found -> found.summaries().stream()
                                .collect(Collectors.toMap(UserSummary::id, Function.identity())));
    }

    private static Failure limitReached() {
        return Failure.conflict(
                "You have reached the limit of favorites",
                Map.of("reason", "too_many_favorites", "max", FavoriteOperations.MAX_FAVORITES));
    }
}
