package io.busbar.services.reviews;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.bus.Failure;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Tx;
import io.busbar.bus.permissions.Ownership;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.Rows;
import io.busbar.data.Table;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.ListingQuery;
import io.busbar.data.listing.Page;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores reviews. */
final class ReviewStore {
    private static final Table<ReviewRecord> REVIEWS = Table.of("reviews.review", ReviewRecord.class);
    private static final Table<Ownership> OWNERSHIPS =
            Table.of("reviews.review", Ownership.class).select("owner", "reviewer");

    private static final RowMapper<ReviewRecord> REVIEW = REVIEWS.mapper();
    private static final String COLUMNS = REVIEW.columns();

    /** The columns of a review after a write, followed by what the write changed. The old values of an inserted row are null. */
    private static final String RESULT_COLUMNS = REVIEW.columns("new") + """
            , case when old.hidden then 0 else coalesce(old.rating, 0) end as previous, old.id is null as created,
            (old.rating, old.comment, old.hidden) is distinct from (new.rating, new.comment, new.hidden) as changed,
            old.hidden is distinct from new.hidden as visibility_changed""";

    /** Serializes the reviews of one reviewer, so that concurrent requests choose different bookings. */
    private static final String LOCK_REVIEWER =
            "select pg_advisory_xact_lock(hashtextextended('reviews/' || $1::text, 4))";

    private static final String INSERT = """
        insert into reviews.review (booking, professional, reviewer, rating, comment)
        select booking, $2, $3, $4, nullif($5, '')
        from unnest($1::uuid[]) with ordinality as completed (booking, position)
        where not exists (select from reviews.review r where r.booking = completed.booking)
        order by position
        limit 1
        on conflict do nothing
        returning %s""".formatted(COLUMNS);

    private static final String FIND_NEWEST =
            "select id from reviews.review where booking = any ($1) order by id desc limit 1";

    private static final String REPLACE = """
        insert into reviews.review as r (booking, professional, reviewer, rating, comment)
        values ($1, $2, $3, $4, nullif($5, ''))
        on conflict (booking) do update
        set rating = excluded.rating, comment = excluded.comment,
            updated_at = case when (r.rating, r.comment) is distinct from (excluded.rating, excluded.comment)
                         then now() else r.updated_at end
        where not r.hidden
        returning %s""".formatted(RESULT_COLUMNS);

    private static final String UPDATE = """
        with requested as (
          select id, coalesce($2::smallint, rating) as rating,
                 case when $3::text is null then comment else nullif($3, '') end as comment
          from reviews.review where id = $1 for update)
        update reviews.review r
        set rating = requested.rating, comment = requested.comment, hidden = coalesce($4::boolean, hidden),
            updated_at = case when (r.rating, r.comment) is distinct from (requested.rating, requested.comment)
                         then now() else updated_at end
        from requested
        where r.id = requested.id
        returning %s""".formatted(RESULT_COLUMNS);

    private static final String DELETE =
            "delete from reviews.review where id = $1 and (not hidden or $2::boolean) returning %s".formatted(COLUMNS);

    private static final String FIND_BY_BOOKING = "select %s from reviews.review where booking = $1".formatted(COLUMNS);

    private static final Listing<ReviewRecord> NEWEST_FIRST = Listing.named("reviews.reviews")
            .order(descending("newest", id("id")))
            .counted()
            .rows(REVIEWS);

    private static final String ERASE_COMMENTS =
            "update reviews.review set comment = null where reviewer = $1 returning %s".formatted(COLUMNS);

    private static final String DELETE_BY_PROFESSIONAL =
            "delete from reviews.review where professional = $1 returning %s".formatted(COLUMNS);

    private final Database database;

    /**
     * A review after a write.
     *
     * @param previousCountedRating the rating that counted before the write; 0 if there was no review or it was hidden
     * @param created whether the review is new
     * @param changed whether any field has a new value
     * @param visibilityChanged whether the write has hidden or shown the review
     */
    record ReviewWriteResult(
            ReviewRecord review,
            int previousCountedRating,
            boolean created,
            boolean changed,
            boolean visibilityChanged) {}

    ReviewStore(Database database) {
        this.database = database;
    }

    /** Inserts a review of the first of these bookings that has none. Returns empty if all have one. */
    Future<Optional<ReviewRecord>> insertForFirstUnreviewed(
            Tx tx, List<UUID> bookings, UUID professional, UUID reviewer, int rating, @Nullable String comment) {
        Tuple values = Tuple.of(bookings.toArray(UUID[]::new), professional, reviewer, rating, comment);
        return queryWithReviewerLock(tx, reviewer, INSERT, values).map(REVIEW::first);
    }

    /** Returns the ID of the newest review of these bookings. */
    Future<Optional<UUID>> findNewestId(Tx tx, List<UUID> bookings) {
        return tx.query(FIND_NEWEST, Tuple.of(bookings.toArray(UUID[]::new)))
                .map(rows -> rows.stream().map(row -> row.getUUID("id")).findFirst());
    }

    /** Creates or replaces the review of a booking. Fails with CONFLICT if the existing review is hidden. */
    Future<ReviewWriteResult> replace(
            Tx tx, UUID booking, UUID professional, UUID reviewer, int rating, @Nullable String comment) {
        return queryWithReviewerLock(tx, reviewer, REPLACE, Tuple.of(booking, professional, reviewer, rating, comment))
                .map(rows -> Rows.first(rows).map(ReviewStore::toResult).orElseThrow(ReviewStore::hiddenReview));
    }

    /**
     * Updates a review. Null leaves a field as it is, an empty comment removes the comment. Fails with NOT_FOUND if there is no such
     * review.
     */
    Future<ReviewWriteResult> update(
            Tx tx, UUID id, @Nullable Integer rating, @Nullable String comment, @Nullable Boolean hidden) {
        return tx.query(UPDATE, Tuple.of(id, rating, comment, hidden)).map(rows -> toResult(Rows.one(rows, "review")));
    }

    /**
     * Deletes a review and returns it. Fails with NOT_FOUND if there is none, and with CONFLICT if it is hidden and {@code
     * includeHidden} is false: a reviewer must not replace a hidden review with a new one.
     */
    Future<ReviewRecord> delete(Tx tx, UUID id, boolean includeHidden) {
        return tx.query(DELETE, Tuple.of(id, includeHidden))
                .map(REVIEW::first)
                .compose(deleted ->
                        deleted.isPresent() ? Future.succeededFuture(deleted.get()) : failNotDeleted(tx, id));
    }

    private static Future<ReviewRecord> failNotDeleted(Tx tx, UUID id) {
        return REVIEWS.find(tx, id)
                .compose(found -> Future.failedFuture(found.isEmpty() ? noSuchReview() : hiddenReview()));
    }

    Future<ReviewRecord> read(UUID id) {
        return REVIEWS.get(database, id);
    }

    /** Returns the reviewer, and whether a moderator hides the review. */
    Future<Optional<Ownership>> findOwnership(UUID id) {
        return OWNERSHIPS.find(database, id);
    }

    Future<Optional<ReviewRecord>> findByBooking(UUID booking) {
        return database.query(FIND_BY_BOOKING, Tuple.of(booking)).map(REVIEW::first);
    }

    /** Returns the newest reviews that a user wrote. */
    Future<List<ReviewRecord>> listByReviewer(UUID reviewer, int limit) {
        return NEWEST_FIRST.query().where("reviewer = ?", reviewer).first(database, limit);
    }

    Future<List<ReviewRecord>> eraseComments(Tx tx, UUID reviewer) {
        return tx.query(ERASE_COMMENTS, Tuple.of(reviewer)).map(REVIEW::all);
    }

    Future<List<ReviewRecord>> deleteByProfessional(Tx tx, UUID professional) {
        return tx.query(DELETE_BY_PROFESSIONAL, Tuple.of(professional)).map(REVIEW::all);
    }

    /**
     * The filters of a list. A null professional or reviewer matches any.
     *
     * @param withTotal whether the matching reviews are counted
     */
    record ReviewFilter(
            @Nullable UUID professional, @Nullable UUID reviewer, boolean includeHidden, boolean withTotal) {
        /** Returns the filter of the reviews of all professionals. They are counted only with the hidden ones. */
        static ReviewFilter ofAll(boolean includeHidden) {
            return new ReviewFilter(null, null, includeHidden, includeHidden);
        }

        static ReviewFilter ofProfessional(UUID professional, boolean includeHidden) {
            return new ReviewFilter(professional, null, includeHidden, true);
        }

        /** Returns the filter of the reviews that one reviewer wrote about one professional, without hidden ones. */
        static ReviewFilter ofProfessionalAndReviewer(UUID professional, UUID reviewer) {
            return new ReviewFilter(professional, reviewer, false, true);
        }
    }

    /** Returns a page of reviews, newest first. */
    Future<Page<ReviewRecord>> list(ReviewFilter filter, PageRequest request) {
        ListingQuery<ReviewRecord> query = NEWEST_FIRST
                .query()
                .where("professional = ?", filter.professional())
                .where("reviewer = ?", filter.reviewer());
        if (!filter.includeHidden()) {
            query.where("not hidden");
        }
        return (filter.withTotal() ? query : query.withoutTotal()).page(database, request);
    }

    static Failure noSuchReview() {
        return ReviewOperations.REVIEW.notFound();
    }

    private static Failure hiddenReview() {
        return Failure.conflict("A moderator has hidden this review", Map.of("reason", "hidden"));
    }

    /**
     * Takes the reviewer's lock and runs the statement in one round trip. The statement sees everything committed before the lock was
     * acquired.
     */
    private static Future<RowSet<Row>> queryWithReviewerLock(Tx tx, UUID reviewer, String sql, Tuple values) {
        Future<RowSet<Row>> lock = tx.query(LOCK_REVIEWER, Tuple.of(reviewer.toString()));
        Future<RowSet<Row>> rows = tx.query(sql, values);
        return lock.compose(locked -> rows);
    }

    private static ReviewWriteResult toResult(Row row) {
        return new ReviewWriteResult(
                REVIEW.map(row),
                row.getInteger("previous"),
                row.getBoolean("created"),
                row.getBoolean("changed"),
                row.getBoolean("visibility_changed"));
    }
}
