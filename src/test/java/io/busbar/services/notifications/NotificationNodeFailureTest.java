package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.notifications.NotificationTestData.TestRecipient;
import io.busbar.testing.NodeProcess;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications while the node that creates them is killed. */
@UsesServers
class NotificationNodeFailureTest {
    private static final int BOOKINGS = 12;

    @TempDir
    static Path folder;

    @Test
    void notifications_afterNodeFailure_areCreatedOnce() {
        Map<String, String> place = Map.of(
                "DATABASE_URL", TestServers.freshDatabase(),
                "REDIS_URL", TestServers.redisUrl(),
                "JWT_SECRET", TestServers.jwtSecret(),
                "DEV_MAIL", "true",
                "PORT", "0");
        String otherServices = ServiceRegistry.names().stream()
                .filter(name -> !name.equals("notifications"))
                .collect(Collectors.joining(","));
        try (TestNode others = TestNode.start(with(place, otherServices));
                NodeProcess doomed =
                        NodeProcess.start(folder, with(place, "notifications")).awaitReady()) {
            NotificationTestData testData = NotificationTestData.on(others);
            TestRecipient professional = testData.professional();
            List<TestRecipient> customers = IntStream.range(0, BOOKINGS)
                    .mapToObj(each -> testData.customer())
                    .toList();

            List<CompletableFuture<Void>> booked = IntStream.range(0, BOOKINGS)
                    .mapToObj(day ->
                            CompletableFuture.runAsync(() -> testData.book(customers.get(day), professional, 3 + day)))
                    .toList();
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> others.count("notifications.notification") >= 3);
            doomed.kill();
            booked.forEach(CompletableFuture::join);

            try (TestNode successor = TestNode.start(with(place, "notifications"))) {
                await().atMost(Duration.ofSeconds(30)).until(() -> successor.count("bus.delivery") == 0);

                List<JsonNode> notifications = professional.notifications();
                assertThat(notifications.reversed().stream()
                                .map(each -> each.path("number").asLong()))
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, BOOKINGS).boxed().toList());
                assertThat(notifications.stream()
                                .map(each -> each.at("/data/bookingId").asText())
                                .distinct())
                        .hasSize(BOOKINGS);
                // A mailbox shows two emails with the same Message-ID as one.
                assertThat(professional.inbox().subjects()).hasSize(BOOKINGS).containsOnly("New booking request");
                assertThat(successor.count("notifications.delivery_attempt where result = 'sent'"))
                        .isEqualTo(BOOKINGS);
                assertThat(successor.count("notifications.delivery_attempt where result = 'sending'"))
                        .isZero();
            }
        }
    }

    private static Map<String, String> with(Map<String, String> place, String services) {
        Map<String, String> variables = new HashMap<>(place);
        variables.put("SERVICES", services);
        return variables;
    }
}
