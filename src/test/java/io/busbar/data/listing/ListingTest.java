package io.busbar.data.listing;

import static io.busbar.data.listing.SortKey.bigint;
import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortKey.real;
import static io.busbar.data.listing.SortKey.text;
import static io.busbar.data.listing.SortOrder.ascending;
import static io.busbar.data.listing.SortOrder.descending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.PageRequest;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists over a table of their own, read page by page from PostgreSQL. Every test uses a shelf of its own. */
@UsesServers
class ListingTest {
    private static final Search SEARCH = new Search(
            "title like '%' || ?::text || '%'",
            "length(title) - length(?::text)", 3, descending("relevance", real("score"), id("id")));

    private static final Listing<String> BOOKS = Listing.named("library.books")
            .columns("title")
            .from("book")
            .always("not lost")
            .order(ascending("title", text("left(lower(title), 200)"), id("id")))
            .order(descending("newest", bigint("number"), id("id")))
            .search(SEARCH)
            .counted()
            .rows(row -> row.getString("title"));

    private static Vertx vertx;
    private static Database database;
    private final String shelf = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        database = new Database(
                vertx, DatabaseAddress.parse(TestServers.freshDatabase()).options());
        execute("""
            create table book (id uuid primary key default uuidv7(), number bigint not null default 1, title text not null, shelf text not null,
              author text, editor text, lost boolean not null default false)""");
    }

    @AfterAll
    static void stop() {
        get(database.close());
        get(vertx.close());
    }

    @Test
    void page_withAnyTitles_leadsThroughAllOfThem() {
        List<String> titles = List.of(
                "",
                " ",
                "'; drop table book; --",
                "%_\\",
                "a.b",
                "e\u0301",
                "é",
                "水漏れ",
                "\u202Eabc",
                "😀".repeat(200),
                "x".repeat(5_000));
        titles.forEach(this::add);
        titles.forEach(this::add);

        List<String> seen = follow(this::books, 1);

        assertThat(seen).hasSize(22).containsAll(titles);
        assertThat(follow(() -> books().orderBy("newest"), 3)).containsExactlyInAnyOrderElementsOf(seen);
    }

    @Test
    void page_whileItemsAreAddedAndRemoved_repeatsNoneAndSkipsNone() {
        List.of("b", "d", "f", "h").forEach(this::add);
        Page<String> first = get(books().page(database, PageRequest.first(2)));

        execute("delete from book where shelf = '" + shelf + "' and title = 'd'");
        List.of("a", "e").forEach(this::add);

        Page<String> second = get(books().page(database, new PageRequest(10, first.nextCursor())));
        assertThat(first.items()).containsExactly("b", "d");
        assertThat(second.items()).containsExactly("e", "f", "h");
        assertThat(second.nextCursor()).isNull();
    }

    @Test
    void page_withCursorOfAnotherOrderOrOfSearch_isRejected() {
        List.of("one", "two", "three").forEach(this::add);
        String byTitle = next(books());
        String byRelevance = next(books().search("t"));

        assertThat(get(books().page(database, new PageRequest(9, byTitle))).items())
                .hasSize(2);
        assertInvalid(books().orderBy("newest"), byTitle);
        assertInvalid(books().search("t"), byTitle);
        assertInvalid(books(), byRelevance);
        assertInvalid(
                books(),
                new Cursor(
                                "library.books/title",
                                List.of("a\0b", UUID.randomUUID().toString()))
                        .encode());
    }

    @Test
    void page_whereEither_mergesBothAndReadsNoItemTwice() {
        for (int i = 0; i < 9; i++) {
            String author = i % 3 == 0 ? "'Ada'" : "null";
            String editor = i % 2 == 0 ? "'Ada'" : "'Bob'";
            execute("insert into book (title, shelf, author, editor) values ('%d', '%s', %s, %s)"
                    .formatted(i, shelf, author, editor));
        }

        for (int limit = 1; limit <= 10; limit++) {
            assertThat(follow(() -> books().whereEither("author = ?", "editor = ?", "Ada"), limit))
                    .containsExactly("0", "2", "3", "4", "6", "8");
        }
        assertThat(get(books().whereEither("author = ?", "editor = ?", "Ada").page(database, PageRequest.first(2)))
                        .total())
                .isEqualTo(6);
        assertThatThrownBy(() -> books().whereEither("author = ?", "editor = ?", "Ada")
                        .whereEither("author = ?", "editor = ?", "Bob"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void page_ofList_hasExactTotalOnEveryPage() {
        List.of("a", "b", "c").forEach(this::add);
        execute("insert into book (title, shelf, lost) values ('z', '" + shelf + "', true)");

        Page<String> first = get(books().page(database, PageRequest.first(2)));
        Page<String> last = get(books().page(database, new PageRequest(2, first.nextCursor())));

        assertThat(List.of(first, last)).allSatisfy(page -> {
            assertThat(page.total()).isEqualTo(3);
            assertThat(page.totalRelation()).isEqualTo(TotalRelation.EQUAL);
        });
        assertThat(get(books().where("title = ?", "none").page(database, PageRequest.FIRST)))
                .isEqualTo(Page.empty());
        assertThat(get(books().withoutTotal().page(database, PageRequest.FIRST)).total())
                .isNull();
    }

    @Test
    void page_ofMoreThanTenThousandItems_hasLowerBoundAsTotal() {
        execute("insert into book (title, shelf) select n, '%s' from generate_series(1, 10000) as n".formatted(shelf));
        Page<String> exact = get(books().page(database, PageRequest.first(1)));

        add("one more");
        Page<String> bounded = get(books().page(database, PageRequest.first(1)));

        assertThat(exact.total()).isEqualTo(10_000);
        assertThat(exact.totalRelation()).isEqualTo(TotalRelation.EQUAL);
        assertThat(bounded.total()).isEqualTo(10_000);
        assertThat(bounded.totalRelation()).isEqualTo(TotalRelation.GREATER_OR_EQUAL);
    }

    @Test
    void page_ofSearch_ranksAtMostTheCandidatesAndIsNotCounted() {
        List.of("ab", "abc", "abcd", "abcde", "xyz").forEach(this::add);

        Page<String> page = get(books().search(List.of("a", "b")).page(database, PageRequest.FIRST));

        assertThat(page.items()).hasSize(3).isSortedAccordingTo((a, b) -> b.length() - a.length());
        assertThat(page.total()).isNull();
        assertThat(follow(() -> books().search("ab").orderBy("title"), 1))
                .containsExactly("ab", "abc", "abcd", "abcde");
        assertThat(follow(() -> books().orderBy("relevance"), 2)).hasSize(5);
    }

    private ListingQuery<String> books() {
        return BOOKS.query().where("shelf = ?", shelf).where("author = ?", null);
    }

    /** Reads all pages. A query is used once, so each page needs a new one. */
    private static List<String> follow(Supplier<ListingQuery<String>> query, int limit) {
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            Page<String> page = get(query.get().page(database, new PageRequest(limit, cursor)));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            seen.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        return seen;
    }

    private static @Nullable String next(ListingQuery<String> query) {
        return get(query.page(database, PageRequest.first(1))).nextCursor();
    }

    private static void assertInvalid(ListingQuery<String> query, @Nullable String cursor) {
        assertThatThrownBy(() -> query.page(database, new PageRequest(9, cursor)))
                .isInstanceOf(InvalidCursorException.class);
    }

    private void add(String title) {
        get(database.transactionPool()
                .preparedQuery("insert into book (title, shelf) values ($1, $2)")
                .execute(Tuple.of(title, shelf)));
    }

    private static void execute(String sql) {
        get(database.transactionPool().query(sql).execute());
    }

    private static <T> T get(Future<T> future) {
        return TestFutures.get(future, Duration.ofSeconds(30));
    }
}
