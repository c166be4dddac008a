package io.busbar.services.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.data.OnlineUsers;
import io.busbar.data.ReconnectingRedis;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@UsesServers
class PresenceApiTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static OnlineUsers online;
    private static TestNode node;
    private final UUID customer = UUID.randomUUID();
    private final UUID professional = UUID.randomUUID();

    @BeforeAll
    static void open() {
        String redis = TestServers.redisUrl();
        online = new OnlineUsers(new ReconnectingRedis(VERTX, redis));
        node = TestNode.start(Map.of("REDIS_URL", redis));
    }

    @AfterAll
    static void close() {
        node.close();
        VERTX.close().await();
    }

    @Test
    void presence_withCurrentOrRecentBooking_isShownToBothParties() {
        for (String booking : List.of("'pending', 3", "'confirmed', 3", "'completed', -29")) {
            UUID one = UUID.randomUUID();
            UUID other = UUID.randomUUID();
            book(one, other, booking);

            assertThat(partners(one, UserRole.CUSTOMER)).as(booking).containsExactly(other.toString());
            assertThat(partners(other, UserRole.PROFESSIONAL)).as(booking).containsExactly(one.toString());
        }
    }

    @Test
    void presence_withoutCurrentBookingOrUser_isNotShown() {
        for (String booking : List.of(
                "'held', 3",
                "'rejected', 3",
                "'cancelled', 3",
                "'cancelled', -1",
                "'completed', -31",
                "'pending', -31")) {
            UUID one = UUID.randomUUID();
            UUID other = UUID.randomUUID();
            book(one, other, booking);

            assertThat(partners(one, UserRole.CUSTOMER)).as(booking).isEmpty();
            assertThat(partners(other, UserRole.PROFESSIONAL)).as(booking).isEmpty();
        }
        assertThat(node.api().get("/api/presence").status()).isEqualTo(401);
    }

    @Test
    void presence_ofPartners_returnsWhoIsOnlineAndSinceWhen() {
        UUID away = UUID.randomUUID();
        book(customer, professional, "'confirmed', 3");
        book(customer, away, "'confirmed', 4");
        Awaitility.await()
                .ignoreExceptions()
                .until(() ->
                        online.markOnline("n", List.of(professional)).await().equals(List.of(professional)));

        ApiResponse apiResponse = node.api(customer, UserRole.CUSTOMER).get("/api/presence");

        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        assertThat(apiResponse.body()).hasSize(2);
        apiResponse.body().forEach(partner -> {
            boolean there = partner.path("userId").asText().equals(professional.toString());
            assertThat(partner.path("online").asBoolean()).isEqualTo(there);
            assertThat(partner.has("since")).isEqualTo(there);
        });
        online.markOffline("n", List.of(professional)).await();
        assertThat(node.api(customer, UserRole.CUSTOMER)
                        .get("/api/presence")
                        .body()
                        .toString())
                .doesNotContain("true");
    }

    private List<String> partners(UUID person, UserRole role) {
        ApiResponse apiResponse = node.api(person, role).get("/api/presence");
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        return StreamSupport.stream(apiResponse.body().spliterator(), false)
                .map(partner -> partner.path("userId").asText())
                .toList();
    }

    private static void book(UUID customer, UUID professional, String statusAndDay) {
        node.execute("""
            with booked as (
              insert into catalog.service (title, description, category) values ('Booked ' || uuidv7(), 'A service.', 'plumbing') returning id)
            insert into bookings.booking (status, professional, customer, service, title, starts_at, ends_at, blocked, zone,
              local_start, expires_at)
            select status, '%s', '%s', booked.id, 'A booking', at - interval '1 hour', at, tstzrange(at - interval '1 hour', at), 'UTC',
              at at time zone 'UTC', case when status in ('held', 'pending') then now() + interval '1 day' end
            from (select status, now() + day * interval '1 day' as at from (values (%s)) as of (status, day)) as booking, booked""".formatted(professional, customer, statusAndDay));
    }
}
