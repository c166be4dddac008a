package io.busbar.services.bookings.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.bookings.DemoOperations;
import io.busbar.services.bookings.DemoOperations.CreateDemoData;
import io.busbar.services.bookings.DemoOperations.DemoDataCreated;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.FindAccount;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Demo professionals and services. */
@UsesServers
class DemoDataTest {
    @Test
    void demo_createsProfessionalsAndServicesOnce() {
        try (TestNode node = TestNode.start(Map.of("DEMO", "true"))) {
            JsonNode list = node.api().get("/api/_/users?limit=200").body();

            assertThat(list).hasSize(60);
            assertThat(list)
                    .extracting(item -> item.path("category").asText())
                    .contains("plumbing", "electrical", "cleaning", "carpentry", "painting");
            assertThat(StreamSupport.stream(list.spliterator(), false)
                            .map(item -> item.path("fullName").asText()))
                    .doesNotHaveDuplicates();
            assertThat(list)
                    .allMatch(item -> item.has("bio")
                            && item.has("city")
                            && item.has("hourlyRate")
                            && item.path("skills").size() > 1);
            assertThat(node.api().get("/api/services").body()).hasSize(30);

            DemoDataCreated more = node.call(DemoOperations.CREATE_DEMO_DATA, new CreateDemoData(300));

            assertThat(more).isEqualTo(new DemoDataCreated(240, 0));
            assertThat(node.call(DemoOperations.CREATE_DEMO_DATA, new CreateDemoData(300)))
                    .isEqualTo(new DemoDataCreated(0, 0));
            assertThat(node.api().get("/api/_/users?limit=1").header("x-total-count"))
                    .isEqualTo("300");
            assertThat(node.call(AccountOperations.FIND_ACCOUNT, new FindAccount("demo-plumb-1"))
                            .account())
                    .as("an account without a password")
                    .isNotNull();
            assertThat(node.count("users.account where email not like '%@demo.invalid'"))
                    .isZero();
        }
    }

    @Test
    void demo_professionalsCanBeBooked() {
        try (TestNode node = TestNode.start(Map.of("DEMO", "20"))) {
            List<String> offered = new ArrayList<>();
            for (JsonNode professional : node.api().get("/api/_/users").body()) {
                String id = professional.path("id").asText();
                JsonNode hours = node.api().get("/api/availability/" + id).body();
                assertThat(hours.path("availability")).isNotEmpty();
                assertThat(hours.path("timeZone").asText()).startsWith("Europe/");
                assertThat(hours.path("services"))
                        .as("of %s", professional)
                        .isNotEmpty()
                        .allMatch(service -> service.path("price").asInt() >= 18);
                hours.path("services")
                        .forEach(
                                service -> offered.add(service.path("serviceId").asText()));
            }
            String pro = node.uuid("select id from users.account where username = 'demo-plumb-1'")
                    .toString();
            String service = node.api()
                    .get("/api/availability/" + pro)
                    .body()
                    .at("/services/0/serviceId")
                    .asText();
            String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1).toString();
            String week = LocalDate.now(ZoneOffset.UTC).plusDays(7).toString();
            JsonNode slots = node.api()
                    .get("/api/booking/slots?professionalId=%s&service=%s&from=%s&to=%s"
                            .formatted(pro, service, tomorrow, week))
                    .body();

            ApiResponse booked = node.api(UserRole.CUSTOMER).post("/api/booking", """
                    {"professionalId":"%s","service":"%s","start":"%s"}""".formatted(
                            pro, service, slots.at("/0/start").asText()));

            assertThat(slots).isNotEmpty();
            assertThat(booked.status()).as("%s", booked.body()).isEqualTo(201);
            assertThat(booked.body().at("/booking/price").asInt()).isPositive();
            assertThat(node.api().get("/api/services?limit=200").body())
                    .extracting(item -> item.path("id").asText())
                    .containsAll(offered);
        }
    }

    @Test
    void demo_keepsChangedAvailability() {
        try (TestNode node = TestNode.start(Map.of("DEMO", "1"))) {
            node.execute("update bookings.availability set weekly = '{}'");

            node.call(DemoOperations.CREATE_DEMO_DATA, new CreateDemoData(2));

            assertThat(node.count("bookings.availability where weekly = '{}'")).isEqualTo(1);
            assertThat(node.count("bookings.availability")).isEqualTo(2);
        }
    }

    @Test
    void createDemoData_concurrently_createsOnce() {
        try (TestNode node = TestNode.start()) {
            List<CompletableFuture<DemoDataCreated>> all = IntStream.range(0, 6)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> node.call(DemoOperations.CREATE_DEMO_DATA, new CreateDemoData(5))))
                    .toList();

            assertThat(all.stream()
                            .map(CompletableFuture::join)
                            .mapToInt(DemoDataCreated::professionals)
                            .sum())
                    .isEqualTo(5);
            assertThat(node.api().get("/api/services").body()).hasSize(30);
        }
    }

    @Test
    void demo_thatFails_doesNotFailTheStart() {
        try (TestNode node = TestNode.start(Map.of("DEMO", "3", "SERVICES", "users"))) {
            assertThat(node.api().get("/api/_/users").status()).isEqualTo(200);
            assertThat(node.count("users.account")).isZero();
        }
    }
}
