package io.busbar.services.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.ConcurrentRequests;
import io.busbar.testing.TestUsers.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Favorite professionals of users. */
class FavoritesTest extends ApiTest {
    private static ReviewTestData testData;

    private TestUser me;

    @BeforeAll
    static void start() {
        testData = new ReviewTestData(node);
    }

    @BeforeEach
    void createCustomer() {
        me = testData.customer();
    }

    @Test
    void addFavorite_thenRemove_updatesTheList() {
        TestUser pro = testData.professional();
        node.execute(
                "update users.account set full_name = 'Maria Schmidt', category = 'plumbing', rating_sum = 9, rating_count = 2 where id = '"
                        + pro.id() + "'");

        ApiResponse added = add(pro.id());
        ApiResponse again = add(pro.id());

        assertThat(added.status()).as("%s", added.body()).isEqualTo(201);
        assertThat(added.body().path("message").asText()).isEqualTo("Added to favorites");
        assertThat(added.body().at("/favorite/professional/fullName").asText()).isEqualTo("Maria Schmidt");
        assertThat(added.body().at("/favorite/professional/ratings/average").asDouble())
                .isEqualTo(4.5);
        assertThat(added.body().toString()).doesNotContain("@");
        assertThat(again.body()).isEqualTo(added.body());
        assertThat(isFavorite(pro.id())).isTrue();
        assertThat(list("")).singleElement().isEqualTo(added.body().path("favorite"));
        assertThat(countFavorites()).isEqualTo(1);

        ApiResponse removed = me.api().delete("/api/favorite/" + pro.id());
        ApiResponse once = me.api().delete("/api/favorite/" + pro.id());

        assertThat(removed.body().path("message").asText()).isEqualTo("Removed from favorites");
        assertThat(once.body()).isEqualTo(removed.body());
        assertThat(isFavorite(pro.id())).isFalse();
        assertThat(list("")).isEmpty();
    }

    @Test
    void addFavorite_leavesNoTraceInActivityOfProfessional() {
        TestUser pro = testData.professional();
        add(pro.id());
        me.api().delete("/api/favorite/" + pro.id());
        me.api().delete("/api/favorite/" + pro.id());

        assertThat(pro.api().get("/api/users/" + pro.id() + "/activity").body().toString())
                .contains("users.createAccount")
                .doesNotContain("avorite");
        assertThat(me.api().get("/api/users/" + me.id() + "/activity").body().toString())
                .contains("reviews.addFavorite", "reviews.removeFavorite")
                .doesNotContain(pro.id().toString());
    }

    @Test
    void addFavorite_tenTimesConcurrently_createsOne() {
        TestUser pro = testData.professional();

        assertThat(ConcurrentRequests.send(10, i -> add(pro.id())))
                .allSatisfy(apiResponse -> assertThat(apiResponse.status()).isEqualTo(201));

        assertThat(countFavorites()).isEqualTo(1);
    }

    @Test
    void addFavorite_ofUnlistedProfessional_returnsNotFound() {
        TestUser pro = testData.professional();
        TestUser hidden = testData.professional();
        hidden.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");

        for (UUID nobody : List.of(UUID.randomUUID(), testData.customer().id(), hidden.id())) {
            assertThat(add(nobody).status()).isEqualTo(404);
            assertThat(isFavorite(nobody)).isFalse();
        }
        assertThat(countFavorites()).isZero();

        add(pro.id());
        pro.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");
        assertThat(list("")).isEmpty();
        pro.api().put("/api/user/settings", "{\"profileVisibility\":\"public\"}");
        assertThat(list("")).hasSize(1);
    }

    @Test
    void listFavorites_byOthers_returnsOnlyTheirOwn() {
        TestUser pro = testData.professional();
        add(pro.id());
        TestUser other = testData.customer();

        assertThat(other.api().get("/api/favorite").body()).isEmpty();
        assertThat(other.api()
                        .get("/api/favorite/" + pro.id())
                        .body()
                        .path("isFavorited")
                        .asBoolean())
                .isFalse();
        assertThat(other.api().delete("/api/favorite/" + pro.id()).status()).isEqualTo(200);
        assertThat(pro.api().get("/api/favorite").body()).isEmpty();
        for (String path : List.of("/api/favorite", "/api/favorite/" + pro.id())) {
            assertThat(node.api().get(path).status()).isEqualTo(401);
        }
        assertThat(isFavorite(pro.id())).isTrue();
    }

    @Test
    void listFavorites_pagesNewestFirst() {
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            TestUser pro = testData.professional();
            add(pro.id());
            added.addFirst(pro.id().toString());
        }

        List<String> seen = new ArrayList<>();
        ApiResponse page = me.api().get("/api/favorite?limit=2");
        page.body().forEach(item -> seen.add(item.path("professionalId").asText()));
        while (!page.header("link").isEmpty()) {
            page = me.api().get(page.header("link").replaceAll("^<(https?://[^/]+)?([^>]+)>.*$", "$2"));
            page.body().forEach(item -> seen.add(item.path("professionalId").asText()));
        }

        assertThat(seen).isEqualTo(added);
    }

    @Test
    void addFavorite_beyondLimit_returnsConflict() {
        node.execute("insert into reviews.favorite (account, professional) select '" + me.id()
                + "', gen_random_uuid() from generate_series(1, 1000)");
        TestUser pro = testData.professional();

        ApiResponse refused = add(pro.id());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().at("/details/max").asInt()).isEqualTo(1000);
        assertThat(isFavorite(pro.id())).isFalse();
    }

    private ApiResponse add(UUID professional) {
        return me.api().post("/api/favorite", "{\"professionalId\":\"" + professional + "\"}");
    }

    private boolean isFavorite(UUID professional) {
        ApiResponse apiResponse = me.api().get("/api/favorite/" + professional);
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        return apiResponse.body().path("isFavorited").asBoolean();
    }

    private List<JsonNode> list(String query) {
        ApiResponse apiResponse = me.api().get("/api/favorite" + query);
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        return StreamSupport.stream(apiResponse.body().spliterator(), false).toList();
    }

    private long countFavorites() {
        return node.count("reviews.favorite where account = '" + me.id() + "'");
    }
}
