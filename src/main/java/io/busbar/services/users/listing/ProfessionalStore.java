package io.busbar.services.users.listing;

import static io.busbar.data.listing.SortKey.decimal;
import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortKey.integer;
import static io.busbar.data.listing.SortKey.real;
import static io.busbar.data.listing.SortKey.text;
import static io.busbar.data.listing.SortKey.time;
import static io.busbar.data.listing.SortOrder.ascending;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.data.Database;
import io.busbar.data.Rows;
import io.busbar.data.WireNames;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Search;
import io.busbar.services.users.AccountRowMapper;
import io.busbar.services.users.ProfessionalOperations.ListProfessionals;
import io.busbar.services.users.ProfessionalOperations.ProfessionalOrder;
import io.busbar.services.users.ProfessionalOperations.PublicProfessional;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists professionals for everyone. Its statements select only the columns that may be public. */
public final class ProfessionalStore {
    private static final String COLUMNS = """
            id, username, full_name, profile_picture, bio, skills, category, hourly_rate, currency, currency_digits,
            address ->> 'city' as city, address ->> 'state' as state, work_gallery, rating_sum, rating_count, created_at""";

    private static final String NAME = "coalesce(full_name, username)";

    /** Maximum number of words of a search; further words are ignored. */
    private static final int MAX_SEARCH_WORDS = 4;

    /**
     * Matches a word by trigrams, and scores it by its similarity to the name plus its similarity to the whole search text. The hint is
     * always true, but makes the planner use the trigram index.
     */
    private static final Search SEARCH = new Search(
            "search_text operator(extensions.%>) ? and users.planner_cost_hint(search_text)",
            "extensions.word_similarity(?, " + NAME + ") + extensions.word_similarity(?, search_text)",
            descending(WireNames.nameOf(ProfessionalOrder.RELEVANCE), real("score"), id("id")));

    /**
     * The public list. {@code price} is the hourly rate in major units; {@code rating_rank} is the average rating, drawn towards the middle
     * if there are few ratings, and {@code rating_average} the plain average.
     */
    private static final Listing<PublicProfessional> PROFESSIONALS = Listing.named("users.professionals")
            .columns(COLUMNS)
            .from("users.account")
            .always("listed")
            .order(descending(WireNames.nameOf(ProfessionalOrder.RATING), integer("rating_rank"), id("id")))
            .order(ascending(WireNames.nameOf(ProfessionalOrder.PRICE), decimal("coalesce(price, 1e12)"), id("id")))
            .order(descending(
                    WireNames.nameOf(ProfessionalOrder.PRICE_DESCENDING), decimal("coalesce(price, -1)"), id("id")))
            .order(descending(WireNames.nameOf(ProfessionalOrder.NEWEST), time("created_at"), id("id")))
            .order(ascending(WireNames.nameOf(ProfessionalOrder.NAME), text("lower(" + NAME + ")"), id("id")))
            .search(SEARCH)
            .counted()
            .rows(ProfessionalStore::professional);

    private static final String READ = "select %s from users.account where id = $1 and listed".formatted(COLUMNS);

    private final Database database;

    public ProfessionalStore(Database database) {
        this.database = database;
    }

    public Future<PublicProfessional> read(UUID id) {
        return database.query(READ, Tuple.of(id)).map(rows -> professional(Rows.one(rows, "user")));
    }

    public Future<Page<PublicProfessional>> list(ListProfessionals request) {
        return PROFESSIONALS
                .query()
                .where("category = ?", request.category())
                .where("price >= ?", request.minPrice())
                .where("price <= ?", request.maxPrice())
                .where("rating_average >= ?::numeric", request.minRating())
                .search(words(request.search()))
                .orderBy(WireNames.nameOrNull(request.sort()))
                .page(database, request.page());
    }

    private static List<String> words(@Nullable String search) {
        return search == null
                ? List.of()
                : Arrays.stream(search.split("\\s+", -1))
                        .limit(MAX_SEARCH_WORDS)
                        .toList();
    }

    private static PublicProfessional professional(Row row) {
        return new PublicProfessional(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("full_name"),
                row.getString("profile_picture"),
                row.getString("bio"),
                AccountRowMapper.strings(row, "skills"),
                row.getString("category"),
                AccountRowMapper.hourlyRate(row),
                row.getString("currency"),
                row.getString("city"),
                row.getString("state"),
                AccountRowMapper.strings(row, "work_gallery"),
                AccountRowMapper.ratings(row),
                row.getOffsetDateTime("created_at"),
                null,
                null);
    }
}
