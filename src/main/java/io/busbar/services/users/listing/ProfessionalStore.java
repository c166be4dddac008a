package io.busbar.services.users.listing;

import io.busbar.bus.Page;
import io.busbar.data.Database;
import io.busbar.services.users.AccountRowMapper;
import io.busbar.services.users.AccountStore;
import io.busbar.services.users.ProfessionalOperations.ListProfessionals;
import io.busbar.services.users.ProfessionalOperations.ProfessionalOrder;
import io.busbar.services.users.ProfessionalOperations.PublicProfessional;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists professionals for everyone. Its statements select only the columns that may be public. */
public final class ProfessionalStore {
    private static final String COLUMNS = """
            id, username, full_name, profile_picture, bio, skills, category, hourly_rate, currency, currency_digits,
            address ->> 'city' as city, address ->> 'state' as state, work_gallery, rating_sum, rating_count, created_at""";

    private static final String TABLE = "users.account";
    private static final String NAME = "coalesce(full_name, username)";

    /** Maximum number of matches that a search scores; a search with more matches is too unspecific to rank well. */
    private static final int MAX_CANDIDATES = 2_000;

    /** Maximum number of words of a search; further words are ignored. */
    private static final int MAX_SEARCH_WORDS = 4;

    /** A list with more professionals than this has no total. */
    private static final int MAX_TOTAL_COUNT = 10_000;

    private static final String READ = "select %s from %s where id = $1 and listed".formatted(COLUMNS, TABLE);

    private final Database database;

    public ProfessionalStore(Database database) {
        this.database = database;
    }

    public Future<PublicProfessional> read(UUID id) {
        return database.query(READ, Tuple.of(id))
                .map(rows -> professional(AccountStore.first(rows).orElseThrow(AccountStore::noSuchUser)));
    }

    public Future<Page<PublicProfessional>> list(ListProfessionals request) {
        List<String> words = words(request.search());
        ProfessionalOrder order = order(request.sort(), words);
        SortKey sort = sort(order);
        SortKey.PageStart after = sort.decodeCursor(request.cursor());
        PageQuery query = new PageQuery(sort, request.limit(), "listed")
                .where("category = ?", request.category())
                .where("price >= ?", request.minPrice())
                .where("price <= ?", request.maxPrice())
                .where("rating_average >= ?::numeric", request.minRating());
        List<String> parameters = words.stream().map(query::parameter).toList();
        String filter = query.conditions() + searchCondition(parameters);
        // A search has no total, because counting its matches would compare all of them with the words.
        int maxCount = words.isEmpty() && after == null ? MAX_TOTAL_COUNT : PageQuery.NO_COUNT;
        String sql = order == ProfessionalOrder.RELEVANCE
                ? query.sql(COLUMNS, scoredCandidates(filter, parameters), "true", after, PageQuery.NO_COUNT)
                : query.sql(COLUMNS, TABLE, filter, after, maxCount);
        return database.query(sql, query.values())
                .map(rows -> query.read(rows, maxCount, ProfessionalStore::professional));
    }

    private static ProfessionalOrder order(@Nullable ProfessionalOrder requested, List<String> words) {
        if (words.isEmpty()) {
            return requested == null || requested == ProfessionalOrder.RELEVANCE ? ProfessionalOrder.RATING : requested;
        }
        return requested == null ? ProfessionalOrder.RELEVANCE : requested;
    }

    /** Returns a condition for each word, and a hint that is always true but makes the planner use the trigram index. */
    private static String searchCondition(List<String> parameters) {
        if (parameters.isEmpty()) {
            return "";
        }
        return parameters.stream()
                        .map(" and search_text operator(extensions.%%>) %s"::formatted)
                        .collect(Collectors.joining())
                + " and users.planner_cost_hint(search_text)";
    }

    /** Scores each word by its similarity to the name plus its similarity to the whole search text. */
    private static String scoredCandidates(String filter, List<String> parameters) {
        String score = parameters.stream()
                .flatMap(word -> Stream.of(NAME, "search_text")
                        .map(text -> "extensions.word_similarity(%s, %s)".formatted(word, text)))
                .collect(Collectors.joining(" + "));
        return "(select *, (%s)::real as score from %s where %s limit %d) as candidate"
                .formatted(score, TABLE, filter, MAX_CANDIDATES);
    }

    private static List<String> words(@Nullable String search) {
        return search == null
                ? List.of()
                : Arrays.stream(Normalizer.normalize(search, Normalizer.Form.NFC)
                                .strip()
                                .split("\\s+", -1))
                        .filter(word -> !word.isEmpty())
                        .limit(MAX_SEARCH_WORDS)
                        .toList();
    }

    /**
     * Returns the sort key. {@code price} is the hourly rate in major units; {@code rating_rank} is the average rating, drawn towards the
     * middle if there are few ratings, and {@code rating_average} the plain average.
     */
    private static SortKey sort(ProfessionalOrder order) {
        String name = order.wireName();
        return switch (order) {
            case RELEVANCE -> SortKey.descending(name, "score", SortKey.SortType.REAL);
            case RATING -> SortKey.descending(name, "rating_rank", SortKey.SortType.INTEGER);
            case PRICE -> SortKey.ascending(name, "coalesce(price, 1e12)", SortKey.SortType.DECIMAL);
            case PRICE_DESCENDING -> SortKey.descending(name, "coalesce(price, -1)", SortKey.SortType.DECIMAL);
            case NEWEST -> SortKey.descending(name, "created_at", SortKey.SortType.TIME);
            case NAME -> SortKey.ascending(name, "lower(" + NAME + ")", SortKey.SortType.TEXT);
        };
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
