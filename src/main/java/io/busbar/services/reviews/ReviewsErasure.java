package io.busbar.services.reviews;

import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * Erases a user's data: the comments and favorites of the user, and the reviews of the user as a professional. Ratings that the user
 * gave remain, because they count for other professionals.
 */
final class ReviewsErasure {
    private final ReviewStore reviews;
    private final FavoriteStore favorites;

    ReviewsErasure(ReviewStore reviews, FavoriteStore favorites) {
        this.reviews = reviews;
        this.favorites = favorites;
    }

    /** Publishes an event for each review, so that copies of the comments are erased too. */
    Future<?> erase(Tx tx, UUID user) {
        return favorites
                .deleteByUser(tx, user)
                .compose(erased -> reviews.deleteByProfessional(tx, user))
                .compose(deleted -> ReviewService.publishDeleted(tx, deleted))
                .compose(published -> reviews.eraseComments(tx, user))
                .map(withoutComment -> {
                    withoutComment.forEach(review -> ReviewService.publish(
                            tx, ReviewEvents.UPDATED, review, review.countedRating(), review.countedRating()));
                    return null;
                });
    }
}
