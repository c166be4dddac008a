package io.busbar.reviews;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.reviews.ReviewOperations.PersonalData;
import io.vertx.core.Future;
import java.util.UUID;

/** The reviews service, wired. */
public final class ReviewsVerticle extends ServiceVerticle {
    public ReviewsVerticle(Kernel kernel) {
        super(ReviewOperations.REVIEWS, kernel);
    }

    @Override
    protected void wire() {
        ReviewStore store = new ReviewStore(kernel().database());
        FavoriteStore favoriteStore = new FavoriteStore(kernel().database());
        Reviewers reviewers = new Reviewers(kernel().bus());

        writing(new Reviews(kernel().bus(), reviewers, store));
        reading(new ReviewReads(reviewers, store));
        favorites(new Favorites(kernel().bus(), favoriteStore));
        on(ReviewOperations.PERSONAL_DATA, (request, call) -> personalData(store, favoriteStore, request.id()));
        subscribe(new Erasure(store, favoriteStore).subscriber());
    }

    private void writing(Reviews reviews) {
        on(ReviewOperations.WRITE, reviews::write);
        on(ReviewOperations.UPDATE, reviews::update);
        on(ReviewOperations.DELETE, reviews::delete);
        on(ReviewOperations.RATE, reviews::rate);
    }

    private void reading(ReviewReads reads) {
        on(ReviewOperations.LIST, reads::list);
        on(ReviewOperations.OF_USER, reads::ofUser);
        on(ReviewOperations.READ, reads::read);
        on(ReviewOperations.OF_BOOKING, (request, call) -> reads.ofBooking(request));
    }

    private void favorites(Favorites favorites) {
        on(FavoriteOperations.ADD, favorites::add);
        on(FavoriteOperations.LIST, favorites::list);
        on(FavoriteOperations.READ, favorites::is);
        on(FavoriteOperations.REMOVE, favorites::remove);
    }

    private static Future<PersonalData> personalData(ReviewStore reviews, FavoriteStore favorites, UUID id) {
        return reviews.writtenBy(id, PersonalData.MOST + 1)
                .compose(written -> favorites
                        .markedBy(id)
                        .map(marked -> new PersonalData(
                                written.stream()
                                        .limit(PersonalData.MOST)
                                        .map(Kept::forItsWriter)
                                        .toList(),
                                marked,
                                written.size() > PersonalData.MOST)));
    }
}
