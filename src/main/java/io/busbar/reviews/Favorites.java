package io.busbar.reviews;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.Page;
import io.busbar.reviews.FavoriteOperations.Favorite;
import io.busbar.reviews.FavoriteOperations.FavoriteAnswer;
import io.busbar.reviews.FavoriteOperations.IsFavorite;
import io.busbar.reviews.FavoriteOperations.ListFavorites;
import io.busbar.reviews.FavoriteOperations.ProfessionalId;
import io.busbar.reviews.FavoriteOperations.Removed;
import io.busbar.reviews.ReviewOperations.Marked;
import io.busbar.users.PeopleOperations;
import io.busbar.users.PeopleOperations.Card;
import io.busbar.users.PeopleOperations.People;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whom people want to find again. That is nothing about those others, so their activity does not tell of it. */
final class Favorites {
    private final Bus bus;
    private final FavoriteStore store;

    Favorites(Bus bus, FavoriteStore store) {
        this.bus = bus;
        this.store = store;
    }

    Future<FavoriteAnswer> add(ProfessionalId request, Call<FavoriteAnswer> call) {
        UUID professional = request.professionalId();
        return cards(List.of(professional), call.caller())
                .compose(cards -> call.change(tx -> {
                    Card card = cards.get(professional);
                    if (card == null) {
                        throw Failure.notFound("There is no such professional");
                    }
                    return store.add(tx, call.user(), professional, FavoriteOperations.MOST)
                            .map(since -> new FavoriteAnswer(
                                    "Added to favorites",
                                    new Favorite(professional, card, since.orElseThrow(Favorites::enough))));
                }));
    }

    Future<Page<Favorite>> list(ListFavorites request, Call<?> call) {
        return store.list(call.user(), request)
                .compose(page -> cards(
                                page.items().stream()
                                        .map(Marked::professionalId)
                                        .toList(),
                                call.caller())
                        .map(cards -> new Page<>(
                                page.items().stream()
                                        .flatMap(marked -> favorite(marked, cards).stream())
                                        .toList(),
                                page.next(),
                                null)));
    }

    private static Optional<Favorite> favorite(Marked marked, Map<UUID, Card> cards) {
        return Optional.ofNullable(cards.get(marked.professionalId()))
                .map(card -> new Favorite(marked.professionalId(), card, marked.createdAt()));
    }

    Future<IsFavorite> is(ProfessionalId request, Call<?> call) {
        return store.is(call.user(), request.professionalId()).map(IsFavorite::new);
    }

    Future<Removed> remove(ProfessionalId request, Call<Removed> call) {
        return call.change(tx -> store.remove(tx, call.user(), request.professionalId())
                .map(removed -> new Removed("Removed from favorites")));
    }

    private Future<Map<UUID, Card>> cards(List<UUID> professionals, Caller caller) {
        return professionals.isEmpty()
                ? Future.succeededFuture(Map.of())
                : bus.call(PeopleOperations.CARDS, new People(professionals), caller)
                        .map(found -> found.cards().stream().collect(Collectors.toMap(Card::id, Function.identity())));
    }

    private static Failure enough() {
        return Failure.conflict(
                "You have as many favorites as you can", Map.of("reason", "most", "most", FavoriteOperations.MOST));
    }
}
