package io.busbar.services.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Role;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP API of the catalog, down to PostgreSQL. */
class CatalogApiTest extends CatalogFixture {
    private static final String TAP = """
            {"title":"Tap repair","description":"We fix dripping taps.","category":"plumbing","icon":"wrench","color":"#0a7cff"}""";

    @Test
    void createService_isReturnedListedAuditedAndPublished() {
        ApiResponse response = admin.post("/api/services", TAP);

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.body().path("title").asText()).isEqualTo("Tap repair");
        assertThat(response.body().path("id").asText())
                .satisfies(id -> assertThat(UUID.fromString(id).version()).isEqualTo(7));
        assertThat(anyone.get("/api/services").body()).containsExactly(response.body());
        assertThat(anyone.get("/api/v1/services").body()).containsExactly(response.body());
        assertThat(node.count("bus.event where type = 'catalog.service.created' and key = '" + id(response) + "'"))
                .isEqualTo(1);
        assertThat(node.count("bus.audit where action = 'catalog.create' and 'service:" + id(response)
                        + "' = any (subjects)" + " and request_id = '" + response.header("x-request-id") + "'"))
                .isEqualTo(1);
    }

    @Test
    void createService_withTakenTitle_returnsConflict() {
        admin.post("/api/services", service("Café cleaning"));

        ApiResponse again = admin.post("/api/services", service("  CAFE\u0301 cleaning "));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body().path("error").asText()).isEqualTo("CONFLICT");
        assertThat(again.body().at("/details/taken/0/row").asInt()).isZero();
        assertThat(node.count("catalog.service")).isEqualTo(1);
        assertThat(node.count("bus.event")).isEqualTo(1);
    }

    @Test
    void anyChange_byNonAdmin_returnsForbidden() {
        String id = id(admin.post("/api/services", TAP));

        for (ApiClient other : List.of(node.api(Role.CUSTOMER), node.api(Role.PROFESSIONAL))) {
            assertThat(other.post("/api/services", service("Other")).status()).isEqualTo(403);
            assertThat(other.post("/api/services/bulk", "[" + service("Other") + "]")
                            .status())
                    .isEqualTo(403);
            assertThat(other.put("/api/services/" + id, "{\"title\":\"Other\"}").status())
                    .isEqualTo(403);
            assertThat(other.delete("/api/services/" + id).status()).isEqualTo(403);
        }
        assertThat(anyone.post("/api/services", service("Other")).status()).isEqualTo(401);
        assertThat(anyone.delete("/api/services/" + id).status()).isEqualTo(401);
        assertThat(titles(anyone.get("/api/services"))).containsExactly("Tap repair");
    }

    @Test
    void createService_withInvalidFields_returnsAllErrors() {
        ApiResponse refused = admin.post("/api/services", """
                {"title":"   ","category":"Not a category","color":"blue","icon":7,"price":5}""");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("error").asText()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.body().path("errors"))
                .extracting(error -> error.path("field").asText())
                .containsExactlyInAnyOrder("/title", "/description", "/category", "/color", "/icon", "/price");
        assertThat(node.count("catalog.service")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{\"title\":\"A\",\"title\":\"B\",\"description\":\"d\",\"category\":\"c\"}",
                "{\"title\":\"a\\u0000b\",\"description\":\"d\",\"category\":\"c\"}",
                "{\"title\":\"\\ud83d\",\"description\":\"d\",\"category\":\"c\"}",
                "{\"title\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
                "{\"title\":1e999999,\"description\":\"d\",\"category\":\"c\"}",
                "{\"title\":\"A\",\"description\":\"d\",\"category\":\"c\"} {}",
                "{'title':'A'}"
            })
    void createService_withUnreadableBody_returnsErrorAndStoresNothing(String body) {
        assertThat(admin.post("/api/services", body).status()).isEqualTo(400);
        assertThat(node.count("catalog.service")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"水漏れ修理と蛇口の交換と配管の点検と洗浄と", "🔧🔩🪛", "a\\\\,b;c\\\"d"})
    void listServices_withAnyTitleAtPageEnd_returnsNextPage(String title) {
        for (int i = 0; i < 3; i++) {
            admin.post("/api/services", service(title + " " + title + " " + i));
        }

        ApiResponse first = anyone.get("/api/services?limit=1");
        ApiResponse second = anyone.get(first.header("link").replaceAll("^<([^>]+)>.*$", "$1"));

        assertThat(second.status()).as("%s", second.body()).isEqualTo(200);
        assertThat(titles(second)).hasSize(1).doesNotContainAnyElementsOf(titles(first));
    }

    @Test
    void createBulk_createsAllInOrder() {
        ApiResponse response = admin.post("/api/services/bulk", bulk(500));

        assertThat(response.status()).isEqualTo(201);
        assertThat(titles(response)).hasSize(500).startsWith("Service 0", "Service 1", "Service 2");
        assertThat(node.count("catalog.service")).isEqualTo(500);
        assertThat(node.count("bus.event")).isEqualTo(500);
    }

    @Test
    void createBulk_withInvalidRow_createsNoneAndNamesTheRow() {
        admin.post("/api/services", service("Service 3"));

        ApiResponse taken = admin.post("/api/services/bulk", bulk(5));
        ApiResponse repeated = admin.post("/api/services/bulk", "[" + service("Twice") + "," + service("TWICE") + "]");
        ApiResponse invalid = admin.post("/api/services/bulk", "[" + service("Fine") + ",{\"title\":\"\"}]");
        ApiResponse tooMany = admin.post("/api/services/bulk", bulk(501));
        ApiResponse none = admin.post("/api/services/bulk", "[]");

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.body().at("/details/taken").toString()).isEqualTo("[{\"row\":3,\"title\":\"Service 3\"}]");
        assertThat(repeated.errors()).containsExactly("/1/title duplicates the title of row 0");
        assertThat(invalid.status()).isEqualTo(400);
        assertThat(invalid.errors()).anyMatch(error -> error.startsWith("/1/title"));
        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(none.status()).isEqualTo(400);
        assertThat(titles(anyone.get("/api/services"))).containsExactly("Service 3");
        assertThat(node.count("bus.event")).isEqualTo(1);
    }

    @Test
    void updateService_withSomeFields_keepsTheOthers() {
        ApiResponse response = admin.post("/api/services", TAP);

        ApiResponse changed = admin.put("/api/services/" + id(response), "{\"description\":\"Better.\"}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body().path("description").asText()).isEqualTo("Better.");
        assertThat(changed.body().path("title").asText()).isEqualTo("Tap repair");
        assertThat(changed.body().path("color").asText()).isEqualTo("#0a7cff");
        assertThat(node.count("bus.event where type = 'catalog.service.updated'"))
                .isEqualTo(1);
    }

    @Test
    void updateService_withInvalidRequest_changesNothing() {
        String tap = id(admin.post("/api/services", TAP));
        admin.post("/api/services", service("Other"));

        assertThat(admin.put("/api/services/" + tap, "{}").status()).isEqualTo(400);
        assertThat(admin.put("/api/services/" + tap, "{\"title\":\"OTHER\"}").status())
                .isEqualTo(409);
        assertThat(admin.put("/api/services/" + UUID.randomUUID(), "{\"title\":\"New\"}")
                        .status())
                .isEqualTo(404);
        assertThat(admin.put("/api/services/not-an-id", "{\"title\":\"New\"}").errors())
                .anyMatch(error -> error.startsWith("/id"));
        assertThat(admin.put("/api/services/" + tap, "{\"id\":\"" + tap + "\",\"title\":\"New\"}")
                        .status())
                .isEqualTo(400);
        assertThat(titles(anyone.get("/api/services"))).containsExactly("Other", "Tap repair");
        assertThat(node.count("bus.event where type = 'catalog.service.updated'"))
                .isZero();
    }

    @Test
    void deleteService_twice_returnsNotFound() {
        String id = id(admin.post("/api/services", TAP));

        ApiResponse gone = admin.delete("/api/services/" + id);

        assertThat(gone.status()).isEqualTo(200);
        assertThat(gone.body().path("message").asText()).isEqualTo("Service deleted");
        assertThat(admin.delete("/api/services/" + id).status()).isEqualTo(404);
        assertThat(anyone.get("/api/services").body()).isEmpty();
        assertThat(node.count("bus.event where type = 'catalog.service.deleted'"))
                .isEqualTo(1);
    }

    @Test
    void listServices_duringChanges_pagesWithoutGapOrRepetition() {
        admin.post("/api/services/bulk", bulk(7));

        List<String> seen = new ArrayList<>();
        ApiResponse page = anyone.get("/api/services?limit=3");
        seen.addAll(titles(page));
        assertThat(page.header("x-total-count")).isEqualTo("7");
        admin.post("/api/services", service("AAA sorts before what was seen"));
        while (!page.header("link").isEmpty()) {
            Matcher next = Pattern.compile("<([^>]+)>; rel=\"next\"").matcher(page.header("link"));
            assertThat(next.find()).isTrue();
            page = anyone.get(next.group(1).replaceFirst("^https?://[^/]+", ""));
            seen.addAll(titles(page));
        }

        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.range(0, 7).mapToObj(i -> "Service " + i).toList());
    }

    @Test
    void listServices_withCategoryOrMisspelledSearch_returnsMatches() {
        admin.post("/api/services", TAP);
        admin.post("/api/services", TAP.replace("Tap repair", "Boiler check").replace("taps", "boilers"));
        admin.post("/api/services", service("House painting").replace("plumbing", "painting"));

        assertThat(titles(anyone.get("/api/services?category=plumbing"))).containsExactly("Boiler check", "Tap repair");
        assertThat(titles(anyone.get("/api/services?search=tap%20repiar"))).containsExactly("Tap repair");
        assertThat(titles(anyone.get("/api/services?search=paintng&category=painting")))
                .containsExactly("House painting");
        assertThat(titles(anyone.get("/api/services?search=paintng&category=plumbing")))
                .isEmpty();
        assertThat(titles(anyone.get("/api/services?category=gardening"))).isEmpty();
    }

    @Test
    void listServices_withSearch_pagesWithoutGap() {
        admin.post("/api/services/bulk", bulk(5));

        ApiResponse first = anyone.get("/api/services?search=service&limit=2");
        String next = first.header("link").replaceAll("^<(https?://[^/]+)?([^>]+)>.*$", "$2");
        ApiResponse second = anyone.get(next);

        assertThat(titles(first)).hasSize(2);
        assertThat(titles(second)).hasSize(2).doesNotContainAnyElementsOf(titles(first));
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
    void listServices_withInvalidParameter_returnsErrorByName(String query) {
        ApiResponse refused = anyone.get("/api/services?" + query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).anyMatch(error -> error.startsWith("/" + query.substring(0, query.indexOf('='))));
    }

    @Test
    void listServices_withInvalidUtf8Query_returnsBadRequest() {
        assertThat(anyone.get("/api/services?search=%ff").status()).isEqualTo(400);
    }

    @Test
    void createService_concurrentlyWithSameIdempotencyKey_createsOne() throws Exception {
        ApiClient keyed = admin.with("Idempotency-Key", "\"tap-1\"");
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<CompletableFuture<ApiResponse>> sent = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> keyed.post("/api/services", TAP), threads))
                    .toList();
            List<ApiResponse> apiResponses =
                    sent.stream().map(CompletableFuture::join).toList();

            assertThat(apiResponses).allMatch(apiResponse -> apiResponse.status() == 201);
            assertThat(apiResponses.stream().map(ApiResponse::body).collect(Collectors.toSet()))
                    .hasSize(1);
            assertThat(apiResponses)
                    .filteredOn(apiResponse ->
                            apiResponse.header("idempotency-replayed").isEmpty())
                    .hasSize(1);
        }
        assertThat(keyed.post("/api/services", service("Other")).status()).isEqualTo(422);
        assertThat(node.count("catalog.service")).isEqualTo(1);
        assertThat(node.count("bus.event")).isEqualTo(1);
    }

    private static String bulk(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> service("Service " + i))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String id(ApiResponse response) {
        return response.body().path("id").asText();
    }

    private static List<String> titles(ApiResponse list) {
        return StreamSupport.stream(list.body().spliterator(), false)
                .map((JsonNode service) -> service.path("title").asText())
                .toList();
    }
}
