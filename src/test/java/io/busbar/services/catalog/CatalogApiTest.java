package io.busbar.services.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ConcurrentRequests;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog as its clients see it: HTTP in, PostgreSQL below, everything between. */
class CatalogApiTest extends CatalogFixture {
    @Test
    void createService_valid_isReturnedListedAuditedAndPublished() {
        ApiResponse created = admin.post("/api/services", tapRepair());

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.id().version()).isEqualTo(7);
        assertThat(created.fields("title")).containsExactly(unique("Tap repair"));
        assertThat(list("").body()).containsExactly(created.body());
        assertThat(anyone.get("/api/v1/services?category=" + category).body()).containsExactly(created.body());
        assertThat(node.published(CatalogEvents.CREATED, created.id())).isEqualTo(1);
        assertThat(node.count("bus.audit where action = 'catalog.create' and 'service:" + created.id()
                        + "' = any (subjects)" + " and request_id = '" + created.header("x-request-id") + "'"))
                .isEqualTo(1);
    }

    @Test
    void createService_withTakenTitle_returnsConflictWhateverCaseSpaceAndComposition() {
        admin.post("/api/services", service(unique("Café cleaning")));

        ApiResponse again = admin.post("/api/services", service("  " + unique("CAFE\u0301 cleaning") + " "));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body().path("error").asText()).isEqualTo("CONFLICT");
        assertThat(again.body().at("/details/taken/0/row").asInt()).isZero();
        assertThat(services()).isEqualTo(1);
        assertThat(countCreated()).isEqualTo(1);
    }

    @Test
    void writeService_withoutAdminRole_isRefused() {
        UUID id = admin.post("/api/services", tapRepair()).id();
        String other = service(unique("Other"));

        for (ApiClient stranger : List.of(node.api(UserRole.CUSTOMER), node.api(UserRole.PROFESSIONAL))) {
            assertThat(stranger.post("/api/services", other).status()).isEqualTo(403);
            assertThat(stranger.post("/api/services/bulk", "[" + other + "]").status())
                    .isEqualTo(403);
            assertThat(stranger.put("/api/services/" + id, "{\"title\":\"Other\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(stranger.delete("/api/services/" + id).status()).isEqualTo(403);
        }
        assertThat(anyone.post("/api/services", other).status()).isEqualTo(401);
        assertThat(anyone.delete("/api/services/" + id).status()).isEqualTo(401);
        assertThat(titles()).containsExactly(unique("Tap repair"));
    }

    @Test
    void createService_withSeveralWrongFields_namesEachAndWritesNothing() {
        ApiResponse refused = admin.post("/api/services", """
                {"title":"   ","category":"Not a category","color":"blue","icon":7,"price":5}""");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("error").asText()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.body().path("errors"))
                .extracting(error -> error.path("field").asText())
                .containsExactlyInAnyOrder("/title", "/description", "/category", "/color", "/icon", "/price");
        assertThat(node.count("catalog.service where category = 'Not a category'"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{\"title\":\"A\",\"title\":\"B\",\"description\":\"d\",\"category\":\"CATEGORY\"}",
                "{\"title\":\"a\\u0000b\",\"description\":\"d\",\"category\":\"CATEGORY\"}",
                "{\"title\":\"\\ud83d\",\"description\":\"d\",\"category\":\"CATEGORY\"}",
                "{\"title\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
                "{\"title\":1e999999,\"description\":\"d\",\"category\":\"CATEGORY\"}",
                "{\"title\":\"A\",\"description\":\"d\",\"category\":\"CATEGORY\"} {}",
                "{'title':'A'}"
            })
    void createService_unreadable_isRefusedAndWritesNothing(String body) {
        assertThat(admin.post("/api/services", body.replace("CATEGORY", category))
                        .status())
                .isEqualTo(400);
        assertThat(services()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"水漏れ修理と蛇口の交換と配管の点検と洗浄と", "🔧🔩🪛", "a\\\\,b;c\\\"d"})
    void listServices_pageEndsWithAnyTitle_leadsToTheNextPage(String title) {
        for (int i = 0; i < 3; i++) {
            admin.post("/api/services", service(unique(title + " " + title + " " + i)));
        }

        List<ApiResponse> pages = list("&limit=1").followPages();

        assertThat(pages).hasSize(3).allSatisfy(page -> assertThat(page.body()).hasSize(1));
        assertThat(pages.stream().flatMap(page -> page.fields("title").stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void createServices_many_createsAllInTheirOrder() {
        ApiResponse created = admin.post("/api/services/bulk", bulk(500));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.fields("title"))
                .hasSize(500)
                .startsWith(unique("Service 0"), unique("Service 1"), unique("Service 2"));
        assertThat(services()).isEqualTo(500);
        assertThat(countCreated()).isEqualTo(500);
    }

    @Test
    void createServices_withOneBadRow_namesItAndCreatesNone() {
        admin.post("/api/services", service(unique("Service 3")));

        ApiResponse taken = admin.post("/api/services/bulk", bulk(5));
        ApiResponse repeated =
                admin.post("/api/services/bulk", "[" + service(unique("Twice")) + "," + service(unique("TWICE")) + "]");
        ApiResponse invalid = admin.post("/api/services/bulk", "[" + service(unique("Fine")) + ",{\"title\":\"\"}]");
        ApiResponse tooMany = admin.post("/api/services/bulk", bulk(501));
        ApiResponse none = admin.post("/api/services/bulk", "[]");

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.body().at("/details/taken").toString())
                .isEqualTo("[{\"row\":3,\"title\":\"" + unique("Service 3") + "\"}]");
        assertThat(repeated.errors()).containsExactly("/1/title duplicates the title of row 0");
        assertThat(invalid.status()).isEqualTo(400);
        assertThat(invalid.errors()).anyMatch(error -> error.startsWith("/1/title"));
        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(none.status()).isEqualTo(400);
        assertThat(titles()).containsExactly(unique("Service 3"));
        assertThat(countCreated()).isEqualTo(1);
    }

    @Test
    void updateService_withOneField_leavesTheOthers() {
        UUID id = admin.post("/api/services", tapRepair()).id();

        ApiResponse updated = admin.put("/api/services/" + id, "{\"description\":\"Better.\"}");

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.fields("description", "title", "color"))
                .containsExactly("Better. " + unique("Tap repair") + " #0a7cff");
        assertThat(node.published(CatalogEvents.UPDATED, id)).isEqualTo(1);
    }

    @Test
    void updateService_invalid_changesNothing() {
        UUID id = admin.post("/api/services", tapRepair()).id();
        admin.post("/api/services", service(unique("Other")));
        String taken = "{\"title\":\"" + unique("OTHER") + "\"}";
        String free = "{\"title\":\"" + unique("New") + "\"}";

        assertThat(admin.put("/api/services/" + id, "{}").status()).isEqualTo(400);
        assertThat(admin.put("/api/services/" + id, taken).status()).isEqualTo(409);
        assertThat(admin.put("/api/services/" + UUID.randomUUID(), free).status())
                .isEqualTo(404);
        assertThat(admin.put("/api/services/not-an-id", free).errors()).anyMatch(error -> error.startsWith("/id"));
        assertThat(admin.put("/api/services/" + id, free.replace("{", "{\"id\":\"" + id + "\","))
                        .status())
                .isEqualTo(400);
        assertThat(titles()).containsExactly(unique("Other"), unique("Tap repair"));
        assertThat(node.published(CatalogEvents.UPDATED, id)).isZero();
    }

    @Test
    void deleteService_twice_isNotFoundTheSecondTime() {
        UUID id = admin.post("/api/services", tapRepair()).id();

        ApiResponse deleted = admin.delete("/api/services/" + id);
        ApiResponse again = admin.delete("/api/services/" + id);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.body().path("message").asText()).isEqualTo("Service deleted");
        assertThat(again.status()).isEqualTo(404);
        assertThat(titles()).isEmpty();
        assertThat(node.published(CatalogEvents.DELETED, id)).isEqualTo(1);
    }

    @Test
    void listServices_pageByPageWhileOthersAreCreated_hasNoGapOrRepetition() {
        admin.post("/api/services/bulk", bulk(7));

        ApiResponse first = list("&limit=3");
        admin.post("/api/services", service(unique("AAA sorts before the first page")));
        List<String> seen = first.followPages().stream()
                .flatMap(page -> page.fields("title").stream())
                .toList();

        assertThat(first.header("x-total-count")).isEqualTo("7");
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, 7)
                        .mapToObj(i -> unique("Service " + i))
                        .toList());
    }

    @Test
    void listServices_withCategoryAndMisspelledSearch_returnsMatches() {
        admin.post("/api/services", tapRepair());
        admin.post(
                "/api/services",
                tapRepair().replace("Tap repair", "Boiler check").replace("taps", "boilers"));
        admin.post("/api/services", service(unique("House painting")).replace(category, category + "-2"));

        assertThat(titles()).containsExactly(unique("Boiler check"), unique("Tap repair"));
        assertThat(list("&search=tap%20repiar").fields("title")).containsExactly(unique("Tap repair"));
        assertThat(anyone.get("/api/services?search=paintng&category=" + category + "-2")
                        .fields("title"))
                .containsExactly(unique("House painting"));
        assertThat(anyone.get("/api/services?limit=200&search=house%20paintng").fields("title"))
                .contains(unique("House painting"));
        assertThat(list("&search=paintng").body()).isEmpty();
        assertThat(anyone.get("/api/services?category=" + category + "-3").body())
                .isEmpty();
    }

    @Test
    void listServices_withSearch_followsPages() {
        admin.post("/api/services/bulk", bulk(5));

        List<ApiResponse> pages = list("&search=service&limit=2").followPages();

        assertThat(pages).extracting(page -> page.body().size()).containsExactly(2, 2, 1);
        assertThat(pages.stream().flatMap(page -> page.fields("title").stream()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=x",
                "limit=5&limit=6",
                "cursor=!",
                "cursor=YQ",
                "category=",
                "color=red",
                "search=a%00b",
                "cursor=MR8w&search=a"
            })
    void listServices_withInvalidParameter_namesIt(String query) {
        ApiResponse refused = anyone.get("/api/services?" + query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).anyMatch(error -> error.startsWith("/" + query.substring(0, query.indexOf('='))));
    }

    @Test
    void listServices_withQueryThatIsNotUtf8_isRefused() {
        assertThat(anyone.get("/api/services?search=%ff").status()).isEqualTo(400);
    }

    @Test
    void getService_asAnybody_returnsWhatTheListShows() {
        UUID id = admin.post("/api/services", tapRepair()).id();
        admin.post("/api/services", service(unique("Other")));
        ApiResponse listed = list("&search=tap%20repair");

        for (ApiClient reader : List.of(anyone, node.api(UserRole.CUSTOMER), node.api(UserRole.PROFESSIONAL), admin)) {
            ApiResponse got = reader.get("/api/services/" + id);

            assertThat(got.status()).isEqualTo(200);
            assertThat(listed.body()).containsExactly(got.body());
            assertThat(got.header("cache-control")).isEqualTo(listed.header("cache-control"));
        }
        assertThat(node.count("bus.audit where action = 'catalog.get'")).isZero();
    }

    @Test
    void getService_afterAnUpdate_returnsTheNewFields() {
        UUID id = admin.post("/api/services", tapRepair()).id();
        anyone.get("/api/services/" + id);

        ApiResponse updated = admin.put("/api/services/" + id, "{\"description\":\"Better.\"}");

        assertThat(anyone.get("/api/services/" + id).body()).isEqualTo(updated.body());
    }

    @Test
    void getService_unknownOrDeleted_isNotFound() {
        UUID id = admin.post("/api/services", tapRepair()).id();
        admin.delete("/api/services/" + id);

        for (UUID missing : List.of(id, UUID.randomUUID())) {
            ApiResponse refused = anyone.get("/api/services/" + missing);

            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body().path("error").asText()).isEqualTo("NOT_FOUND");
            assertThat(refused.body().path("message").asText()).isEqualTo("There is no such service");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-an-id", "bulk", "1-1-1-1-1", "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11x"})
    void getService_withInvalidId_namesIt(String id) {
        ApiResponse refused = anyone.get("/api/services/" + id);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).containsExactly("/id must be a UUID");
    }

    @Test
    void createService_manyTimesAtOnceWithOneIdempotencyKey_createsOne() {
        ApiClient keyed = admin.with("Idempotency-Key", "\"" + category + "\"");

        List<ApiResponse> apiResponses = ConcurrentRequests.send(8, i -> keyed.post("/api/services", tapRepair()));
        ApiResponse other = keyed.post("/api/services", service(unique("Other")));

        assertThat(apiResponses).allMatch(apiResponse -> apiResponse.status() == 201);
        assertThat(apiResponses.stream().map(ApiResponse::body).distinct()).hasSize(1);
        assertThat(apiResponses)
                .filteredOn(apiResponse ->
                        apiResponse.header("idempotency-replayed").isEmpty())
                .hasSize(1);
        assertThat(other.status()).isEqualTo(422);
        assertThat(services()).isEqualTo(1);
        assertThat(countCreated()).isEqualTo(1);
    }

    private String tapRepair() {
        return """
            {"title":"%s","description":"We fix dripping taps.","category":"%s","icon":"wrench","color":"#0a7cff"}""".formatted(unique("Tap repair"), category);
    }

    private String bulk(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> service(unique("Service " + i)))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
