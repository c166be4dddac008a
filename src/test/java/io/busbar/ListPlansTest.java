package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Json;
import io.busbar.data.listing.ListingQuery;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.ListedRows;
import io.busbar.testing.SampleRows;
import io.busbar.testing.TestUsers.TestUser;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Plans the statements of every list on tables of 100,000 rows: no page reads a whole table, and none sorts more rows than it was limited
 * to before. The statements are those that requests run; PostgreSQL plans them for the average value of each filter.
 */
@BusbarNode(shared = false)
class ListPlansTest extends ApiTest {
    private static final int ROWS = 100_000;
    private static final Logger STATEMENTS = (Logger) LoggerFactory.getLogger(ListingQuery.class);
    private static final ListAppender<ILoggingEvent> APPENDER = new ListAppender<>();

    private static TestUser owner;

    @BeforeAll
    static void insertRows() {
        owner = node.person(UserRole.PROFESSIONAL);
        dropIndexes();
        ListedRows.insertMany(node, owner.id(), ROWS);
        createIndexes();
        node.execute("vacuum analyze");
        node.execute("""
            create function page_plan(statement text) returns json language plpgsql as $$
            declare plan json;
            begin
              execute 'explain (generic_plan, format json) ' || statement into plan;
              return plan;
            end $$""");
        APPENDER.start();
        STATEMENTS.setLevel(Level.DEBUG);
        STATEMENTS.addAppender(APPENDER);
    }

    /** Drops the indexes that no constraint needs: building them afterwards takes half the time of maintaining them for each row. */
    private static void dropIndexes() {
        node.execute("""
            do $$
            declare dropped record;
            begin
              create table public.dropped_index (definition text);
              for dropped in
                select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as definition from pg_index
                where indrelid::regclass::text ~ '^(bus|SERVICES)[.]'
                  and not indisunique and not exists (select from pg_constraint where conindid = indexrelid)
              loop
                insert into public.dropped_index values (dropped.definition);
                execute 'drop index ' || dropped.name;
              end loop;
            end $$""".replace("SERVICES", String.join("|", ServiceRegistry.names())));
    }

    private static void createIndexes() {
        node.execute("""
            do $$
            declare dropped record;
            begin
              for dropped in select definition from public.dropped_index loop
                execute dropped.definition;
              end loop;
            end $$""");
    }

    @AfterAll
    static void stopCapture() {
        STATEMENTS.detachAppender(APPENDER);
        STATEMENTS.setLevel(null);
    }

    static Stream<String> lists() {
        return SampleRows.all().stream().flatMap(rows -> rows.lists().stream());
    }

    static Stream<String> ownLists() {
        return SampleRows.all().stream().flatMap(rows -> rows.ownLists().stream());
    }

    @ParameterizedTest
    @MethodSource("lists")
    void list_ofManyRows_isReadFromAnIndexInOrder(String list) {
        assertThat(problems(admin, list)).isEmpty();
    }

    /** The matches of a search are sorted if they are not ranked: no index has both. */
    @ParameterizedTest
    @ValueSource(strings = {"/_/users?search=many1&sort=name", "/users/list?search=many12"})
    void search_inAnotherOrder_sortsItsMatchesOnly(String list) {
        assertThat(problems(admin, list))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).startsWith("sorts"));
    }

    @ParameterizedTest
    @MethodSource("ownLists")
    void listOfOwner_ofManyRows_isReadFromAnIndexInOrder(String list) {
        assertThat(problems(owner.api(), list)).isEmpty();
    }

    /** Returns what is wrong with the plans of the list's first two pages. */
    private static List<String> problems(ApiClient client, String list) {
        APPENDER.list.clear();
        ApiResponse first = client.get("/api" + list.replace("{id}", owner.id().toString()) + "&limit=2");
        assertThat(first.status()).as("%s", first.body()).isEqualTo(200);
        if (!first.header("Link").isEmpty()) {
            client.get(first.header("Link").replaceAll("^<([^>]+)>.*$", "$1"));
        }
        List<String> problems = new ArrayList<>();
        assertThat(APPENDER.list).isNotEmpty();
        for (ILoggingEvent event : APPENDER.list) {
            collectProblems(plan(String.valueOf(event.getArgumentArray()[1])), problems);
        }
        return problems;
    }

    private static JsonNode plan(String sql) {
        String limited = sql.replaceAll("limit \\$[0-9]+", "limit 51");
        String json =
                node.strings("select page_plan($sql$" + limited + "$sql$)").getFirst();
        JsonNode plan = Json.parse(Buffer.buffer(json)).path(0).path("Plan");
        assertThat(plan.has("Node Type")).as(json).isTrue();
        return plan;
    }

    /** The total may read a table without a filter in any order, because it stops after 10,000 rows. */
    private static void collectProblems(JsonNode plan, List<String> problems) {
        String type = plan.path("Node Type").asText();
        if (type.equals("Seq Scan")
                && (plan.has("Filter") || !plan.path("isTotal").asBoolean())) {
            problems.add("reads all of " + plan.path("Relation Name").asText());
        }
        if (type.equals("Sort") && !isBounded(plan)) {
            problems.add("sorts all rows by " + plan.path("Sort Key"));
        }
        boolean isTotal = plan.path("isTotal").asBoolean()
                || plan.path("Parent Relationship").asText().equals("InitPlan");
        plan.path("Plans").forEach(child -> {
            ((ObjectNode) child).put("isTotal", isTotal);
            collectProblems(child, problems);
        });
    }

    private static boolean isBounded(JsonNode plan) {
        for (JsonNode child : plan.path("Plans")) {
            if (child.path("Node Type").asText().equals("Limit") || isBounded(child)) {
                return true;
            }
        }
        return false;
    }
}
