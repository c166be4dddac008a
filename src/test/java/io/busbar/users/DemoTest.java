package io.busbar.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.testing.TestNode;
import io.busbar.users.AccountOperations.DemoMade;
import io.busbar.users.AccountOperations.FindAccount;
import io.busbar.users.AccountOperations.MakeDemo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A marketplace to look around in. */
class DemoTest {
    @Test
    void a_node_started_for_a_demo_has_professionals_and_services_of_every_trade_once() {
        try (TestNode node = TestNode.start(Map.of("DEMO", "true"))) {
            JsonNode list = node.api().get("/api/_/users?limit=200").body();

            assertThat(list).hasSize(60);
            assertThat(list)
                    .extracting(one -> one.path("category").asText())
                    .contains("plumbing", "electrical", "cleaning", "carpentry", "painting");
            assertThat(StreamSupport.stream(list.spliterator(), false)
                            .map(one -> one.path("fullName").asText()))
                    .doesNotHaveDuplicates();
            assertThat(list)
                    .allMatch(one -> one.has("bio")
                            && one.has("city")
                            && one.has("hourlyRate")
                            && one.path("skills").size() > 1);
            assertThat(node.api().get("/api/services").body()).hasSize(15);

            DemoMade more = node.ask(AccountOperations.MAKE_DEMO, new MakeDemo(300));

            assertThat(more).isEqualTo(new DemoMade(240, 0));
            assertThat(node.ask(AccountOperations.MAKE_DEMO, new MakeDemo(300))).isEqualTo(new DemoMade(0, 0));
            assertThat(node.api().get("/api/_/users?limit=1").header("x-total-count"))
                    .isEqualTo("300");
            assertThat(node.ask(AccountOperations.FIND, new FindAccount("demo-plumb-1"))
                            .account())
                    .as("an account without a password")
                    .isNotNull();
            assertThat(node.count("users.account where email not like '%@demo.invalid'"))
                    .isZero();
        }
    }

    @Test
    void nodes_that_make_it_at_the_same_time_make_it_once() {
        try (TestNode node = TestNode.start()) {
            List<CompletableFuture<DemoMade>> all = IntStream.range(0, 6)
                    .mapToObj(i ->
                            CompletableFuture.supplyAsync(() -> node.ask(AccountOperations.MAKE_DEMO, new MakeDemo(5))))
                    .toList();

            assertThat(all.stream()
                            .map(CompletableFuture::join)
                            .mapToInt(DemoMade::professionals)
                            .sum())
                    .isEqualTo(5);
            assertThat(node.api().get("/api/services").body()).hasSize(15);
        }
    }

    @Test
    void a_demo_that_cannot_be_made_ends_no_start() {
        try (TestNode node = TestNode.start(Map.of("DEMO", "3", "SERVICES", "users"))) {
            assertThat(node.api().get("/api/_/users").status()).isEqualTo(200);
            assertThat(node.count("users.account")).isZero();
        }
    }
}
