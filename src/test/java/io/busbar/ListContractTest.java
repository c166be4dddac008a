package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Access;
import io.busbar.bus.Operation;
import io.busbar.bus.response.Response;
import io.busbar.data.listing.Cursor;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.ListedRows;
import io.busbar.testing.SampleRows;
import io.busbar.testing.TestUsers.TestUser;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads every list that the registry has, page by page. New lists are included automatically; one without at least four items fails, until
 * the {@link SampleRows} of its service insert some.
 */
@BusbarNode(shared = false)
@Tag("contract")
class ListContractTest extends ApiTest {
    private static final int MIN_ITEMS = 4;

    private static TestUser owner;

    @BeforeAll
    static void insertRows() {
        owner = node.person(UserRole.PROFESSIONAL);
        List<TestUser> others = node.people(5, UserRole.PROFESSIONAL);
        others.forEach(TestUser::signIn);
        node.settle();
        ListedRows.insert(node, owner.id(), others.stream().map(TestUser::id).toList());
    }

    static Stream<Arguments> lists() {
        return ServiceRegistry.contracts().stream()
                .flatMap(contract -> contract.routes().stream())
                .filter(operation -> operation.response() instanceof Response.PageResult)
                .map(operation -> Arguments.of(operation.name(), operation));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void list_pageByPage_hasEveryItemOnceAndTheSameTotal(String name, Operation<?, ?> operation) {
        List<JsonNode> all = items(List.of(get(operation, "limit=200")));
        assertThat(all).hasSizeGreaterThanOrEqualTo(MIN_ITEMS).doesNotHaveDuplicates();

        for (int limit = 1; limit <= 3; limit++) {
            int size = limit;
            List<ApiResponse> pages = get(operation, "limit=" + size).followPages();

            assertThat(items(pages)).containsExactlyElementsOf(all);
            assertThat(pages).allSatisfy(page -> {
                assertThat(page.body().size()).isLessThanOrEqualTo(size);
                assertThat(page.header("X-Total-Count")).isIn("", Integer.toString(all.size()));
                assertThat(page.header("X-Total-Count-Relation"))
                        .isEqualTo(page.header("X-Total-Count").isEmpty() ? "" : "eq");
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void list_withCursorOfAnotherList_isRefused(String name, Operation<?, ?> operation) {
        String other = name.equals("catalog.list") ? "/api/review" : "/api/services";
        String cursor = anyone.get(other + "?limit=1").header("Link").replaceAll("^.*cursor=([^&>]+).*$", "$1");

        assertThat(get(operation, "cursor=" + cursor).errors()).containsExactly("/cursor is not a cursor of this list");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void list_withInvalidPage_isRefused(String name, Operation<?, ?> operation) {
        for (String query : List.of("limit=0", "limit=201", "limit=x", "limit=", "limit=1&limit=2")) {
            assertRefused(get(operation, query), "/limit");
        }
        for (String cursor : List.of("", "!", "YQ", "YQ.YQ", "YQ.YQ.YQ", "a".repeat(Cursor.MAX_LENGTH + 1))) {
            assertRefused(get(operation, "cursor=" + cursor), "/cursor");
        }
    }

    private static void assertRefused(ApiResponse refused, String field) {
        assertThat(refused.status()).as("%s", refused.path()).isEqualTo(400);
        assertThat(refused.errors())
                .as("%s", refused.path())
                .singleElement()
                .satisfies(error -> assertThat(error).startsWith(field + " "));
    }

    private static ApiResponse get(Operation<?, ?> operation, String query) {
        boolean forAdmins = operation.access() instanceof Access.Roles roles
                && !roles.includes(owner.role().role());
        ApiClient client = forAdmins ? admin : owner.api();
        return client.get("/api" + operation.path().replace("{id}", owner.id().toString()) + "?" + query);
    }

    private static List<JsonNode> items(List<ApiResponse> pages) {
        return pages.stream()
                .flatMap(page -> StreamSupport.stream(page.body().spliterator(), false))
                .toList();
    }
}
