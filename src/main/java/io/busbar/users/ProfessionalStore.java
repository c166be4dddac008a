package io.busbar.users;

import io.busbar.bus.Page;
import io.busbar.data.Database;
import io.busbar.users.ProfessionalOperations.ListProfessionals;
import io.busbar.users.ProfessionalOperations.ProfessionalOrder;
import io.busbar.users.ProfessionalOperations.PublicProfessional;
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

/** The statements of the public list. What is no column of theirs cannot leave by it. */
final class ProfessionalStore {
    private static final String COLUMNS = """
            id, username, full_name, profile_picture, bio, skills, category, hourly_rate, currency, currency_digits,
            address ->> 'city' as city, address ->> 'state' as state, work_gallery, rating_sum, rating_count, created_at""";

    private static final String TABLE = "users.account";
    private static final String NAME = "coalesce(full_name, username)";

    /** Hits that are looked at for the best; a search that has more says too little. */
    private static final int CANDIDATES = 2_000;

    /** Words that count, of a search. */
    private static final int WORDS = 4;

    private static final int COUNTED = 10_000;

    private static final String READ = "select %s from %s where id = $1 and listed".formatted(COLUMNS, TABLE);

    private final Database database;

    ProfessionalStore(Database database) {
        this.database = database;
    }

    Future<PublicProfessional> read(UUID id) {
        return database.query(READ, Tuple.of(id))
                .map(rows -> professional(AccountStore.first(rows).orElseThrow(AccountStore::noSuchUser)));
    }

    Future<Page<PublicProfessional>> list(ListProfessionals request) {
        List<String> words = words(request.search());
        ProfessionalOrder order = request.sort();
        if (order == null || (order == ProfessionalOrder.RELEVANCE && words.isEmpty())) {
            order = words.isEmpty() ? ProfessionalOrder.RATING : ProfessionalOrder.RELEVANCE;
        }
        SortKey sort = sort(order);
        SortKey.Place after = sort.place(request.cursor());
        ListStatement list = new ListStatement(sort, request.limit(), "listed")
                .where("category = ?", request.category())
                .where("price >= ?", request.minPrice())
                .where("price <= ?", request.maxPrice())
                .where("average >= ?::numeric", request.minRating());
        List<String> parameters = words.stream().map(list::parameter).toList();
        String hits = list.conditions()
                + parameters.stream()
                        .map(" and search_text operator(extensions.%%>) %s"::formatted)
                        .collect(Collectors.joining())
                + (words.isEmpty() ? "" : " and users.is_text(search_text)");
        int counted = words.isEmpty() && after == null ? COUNTED : 0;
        String sql = order == ProfessionalOrder.RELEVANCE
                ? list.page(COLUMNS, scored(hits, parameters), "true", after, 0)
                : list.page(COLUMNS, TABLE, hits, after, counted);
        return database.query(sql, list.values())
                .map(rows -> list.read(rows, counted, ProfessionalStore::professional));
    }

    /** Each word counts in the name and once more anywhere. */
    private static String scored(String hits, List<String> parameters) {
        String score = parameters.stream()
                .flatMap(word -> Stream.of(NAME, "search_text")
                        .map(text -> "extensions.word_similarity(%s, %s)".formatted(word, text)))
                .collect(Collectors.joining(" + "));
        return "(select *, (%s)::real as score from %s where %s limit %d) as hit"
                .formatted(score, TABLE, hits, CANDIDATES);
    }

    private static List<String> words(@Nullable String search) {
        return search == null
                ? List.of()
                : Arrays.stream(Normalizer.normalize(search, Normalizer.Form.NFC)
                                .strip()
                                .split("\\s+", -1))
                        .filter(word -> !word.isEmpty())
                        .limit(WORDS)
                        .toList();
    }

    private static SortKey sort(ProfessionalOrder order) {
        String name = order.wireName();
        return switch (order) {
            case RELEVANCE -> new SortKey(name, "score", SortKey.Type.REAL, true);
            case RATING -> new SortKey(name, "rank", SortKey.Type.WHOLE, true);
            case PRICE -> new SortKey(name, "coalesce(price, 1e12)", SortKey.Type.DECIMAL, false);
            case PRICE_DOWN -> new SortKey(name, "coalesce(price, -1)", SortKey.Type.DECIMAL, true);
            case NEWEST -> new SortKey(name, "created_at", SortKey.Type.TIME, true);
            case NAME -> new SortKey(name, "lower(" + NAME + ")", SortKey.Type.TEXT, false);
        };
    }

    private static PublicProfessional professional(Row row) {
        return new PublicProfessional(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("full_name"),
                row.getString("profile_picture"),
                row.getString("bio"),
                AccountRow.texts(row, "skills"),
                row.getString("category"),
                AccountRow.price(row),
                row.getString("currency"),
                row.getString("city"),
                row.getString("state"),
                AccountRow.texts(row, "work_gallery"),
                AccountRow.ratings(row),
                row.getOffsetDateTime("created_at"),
                null,
                null);
    }
}
