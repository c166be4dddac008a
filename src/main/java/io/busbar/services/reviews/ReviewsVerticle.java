package io.busbar.services.reviews;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.services.bookings.BookingReviewOperations;
import io.busbar.services.reviews.ReviewPersonalData.ReviewsExport;
import io.vertx.core.Future;
import java.util.UUID;

/** Registers the handlers of the reviews service. */
public final class ReviewsVerticle extends ServiceVerticle {
    public ReviewsVerticle(ServiceContext serviceContext) {
        super(ReviewOperations.REVIEWS, serviceContext);
    }

    @Override
    protected void configure() {
        ReviewStore store = new ReviewStore(database());
        FavoriteStore favoriteStore = new FavoriteStore(database());
        ReviewerLookup reviewerLookup = new ReviewerLookup(bus());

        registerWriteHandlers(new ReviewService(bus(), reviewerLookup, store));
        registerReadHandlers(new ReviewQueries(reviewerLookup, store));
        registerFavoriteHandlers(new FavoriteService(bus(), favoriteStore));
        on(ReviewPersonalData.EXPORT_PERSONAL_DATA, request -> exportPersonalData(store, favoriteStore, request.id()));
        owns(ReviewOperations.REVIEW, store::findOwnership);
        erasePersonalData(new ReviewsErasure(store, favoriteStore)::erase);
    }

    private void registerWriteHandlers(ReviewService reviewService) {
        on(ReviewOperations.CREATE, reviewService::create);
        on(ReviewOperations.UPDATE, reviewService::update);
        onChange(ReviewOperations.DELETE, reviewService::delete);
        on(BookingReviewOperations.REPLACE, reviewService::replaceForBooking);
    }

    private void registerReadHandlers(ReviewQueries reviewQueries) {
        on(ReviewOperations.LIST, reviewQueries::list);
        on(ReviewOperations.LIST_FOR_USER, reviewQueries::listForUser);
        on(ReviewOperations.GET, reviewQueries::get);
        on(BookingReviewOperations.GET, reviewQueries::getForBooking);
    }

    private void registerFavoriteHandlers(FavoriteService favoriteService) {
        on(FavoriteOperations.ADD, favoriteService::add);
        on(FavoriteOperations.LIST, favoriteService::list);
        on(FavoriteOperations.IS_FAVORITE, favoriteService::isFavorite);
        onChange(FavoriteOperations.REMOVE, favoriteService::remove);
    }

    private static Future<ReviewsExport> exportPersonalData(ReviewStore reviews, FavoriteStore favorites, UUID id) {
        return reviews.listByReviewer(id, ReviewsExport.MAX_REVIEWS + 1)
                .compose(reviewRecords -> favorites
                        .listAll(id)
                        .map(favoriteEntries -> new ReviewsExport(
                                reviewRecords.stream()
                                        .limit(ReviewsExport.MAX_REVIEWS)
                                        .map(ReviewRecord::toExportedReview)
                                        .toList(),
                                favoriteEntries,
                                reviewRecords.size() > ReviewsExport.MAX_REVIEWS)));
    }
}
