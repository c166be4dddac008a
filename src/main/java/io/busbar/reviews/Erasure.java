package io.busbar.reviews;

import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.users.UsersEvents;
import io.vertx.core.Future;
import java.util.UUID;

/** Forgets people: their stars stay, for others were rated by them; their words, their favourites and what is said of them go. */
final class Erasure {
    private final ReviewStore reviews;
    private final FavoriteStore favorites;

    Erasure(ReviewStore reviews, FavoriteStore favorites) {
        this.reviews = reviews;
        this.favorites = favorites;
    }

    Subscriber subscriber() {
        return new Subscriber("reviews.erasure")
                .on(
                        UsersEvents.ERASED,
                        (tx, erased) -> erase(tx, erased.payload().id()));
    }

    /** Said of each, so that copies of what was written go as well. */
    private Future<?> erase(Tx tx, UUID person) {
        tx.about("user", person);
        return favorites
                .forget(tx, person)
                .compose(forgotten -> reviews.deleteAbout(tx, person))
                .compose(gone -> {
                    gone.forEach(review -> Reviews.announceRemoved(tx, review));
                    return reviews.forgetWords(tx, person);
                })
                .map(wordless -> {
                    wordless.forEach(review -> tx.announce(
                            ReviewEvents.CHANGED,
                            Reviews.key(review),
                            review.changed(review.counts(), review.counts())));
                    return null;
                });
    }
}
