package io.busbar.services.reviews;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.services.reviews.FavoriteOperations.ListFavorites;
import io.busbar.services.reviews.ReviewPersonalData.FavoriteEntry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores which professionals a user marked as favorites. */
final class FavoriteStore {
    /** Inserts a favorite, or returns the existing one; the update without effect makes the statement return its row. */
    private static final String ADD = """
        with added as (
          insert into reviews.favorite (account, professional)
          select $1, $2
          where (select count(*) from reviews.favorite where account = $1) < $3
             or exists (select from reviews.favorite where account = $1 and professional = $2)
          on conflict (account, professional) do update set account = excluded.account
          returning created_at)
        select created_at from added""";

    private static final String REMOVE = "delete from reviews.favorite where account = $1 and professional = $2";

    private static final String EXISTS =
            "select exists (select from reviews.favorite where account = $1 and professional = $2) as is_favorite";

    private static final Listing<FavoriteEntry> FAVORITES = Listing.named("reviews.favorites")
            .from("reviews.favorite")
            .order(descending("newest", id("id")))
            .rows(RowMapper.of(FavoriteEntry.class).select("professionalId", "professional"));

    private static final String DELETE_BY_USER = "delete from reviews.favorite where account = $1 or professional = $1";

    private final Database database;

    FavoriteStore(Database database) {
        this.database = database;
    }

    /** Adds a favorite and returns when it was created; empty if the user has too many. */
    Future<Optional<OffsetDateTime>> add(Tx tx, UUID user, UUID professional, int maxFavorites) {
        return tx.query(ADD, Tuple.of(user, professional, maxFavorites))
                .map(rows -> rows.stream().findFirst().map(row -> row.getOffsetDateTime("created_at")));
    }

    Future<Void> remove(Tx tx, UUID user, UUID professional) {
        return tx.query(REMOVE, Tuple.of(user, professional)).mapEmpty();
    }

    Future<Boolean> exists(UUID user, UUID professional) {
        return database.query(EXISTS, Tuple.of(user, professional))
                .map(rows -> rows.iterator().next().getBoolean("is_favorite"));
    }

    /** Returns a page of favorites, newest first. */
    Future<Page<FavoriteEntry>> list(UUID user, ListFavorites request) {
        return FAVORITES.query().where("account = ?", user).page(database, request.page());
    }

    /** Returns all of the user's favorites, newest first. */
    Future<List<FavoriteEntry>> listAll(UUID user) {
        return FAVORITES.query().where("account = ?", user).first(database, FavoriteOperations.MAX_FAVORITES);
    }

    /** Deletes the favorites of a user, and those of others that mark this user. */
    Future<Void> deleteByUser(Tx tx, UUID user) {
        return tx.query(DELETE_BY_USER, Tuple.of(user)).mapEmpty();
    }
}
