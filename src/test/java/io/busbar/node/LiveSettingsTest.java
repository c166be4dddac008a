package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.services.bookings.BookingSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the configuration file while a node runs. */
class LiveSettingsTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    private Path file;
    private NodeSettings nodeSettings;

    @BeforeEach
    void watch() throws IOException {
        file = folder.resolve("busbar.properties");
        Files.writeString(file, "MAX_OPEN_REQUESTS=5");
        nodeSettings = NodeSettings.read(Map.of("BCRYPT_COST", "4"), file, ServiceRegistry.contracts());
        LiveSettings.watch(vertx, nodeSettings);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void changedFile_appliesLiveSettingsOnly() throws IOException {
        Files.writeString(file, "MAX_OPEN_REQUESTS=3\nPORT=6000");

        awaitMaxOpenRequests(3);
        assertThat(nodeSettings.values().get(HttpSettings.PORT)).isEqualTo(5000);

        Files.delete(file);

        awaitMaxOpenRequests(20);
    }

    @Test
    void changedFile_withAnyProblem_changesNothingUntilItIsCorrected() throws IOException {
        Files.writeString(file, "MAX_OPEN_REQUESTS=3\nPORT=many");
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> maxOpenRequests() == 5);

        Files.writeString(file, "MAX_OPEN_REQUESTS=3\nPORT=6000");

        awaitMaxOpenRequests(3);
    }

    private void awaitMaxOpenRequests(int expected) {
        await().until(() -> maxOpenRequests() == expected);
    }

    private int maxOpenRequests() {
        return nodeSettings.values().get(BookingSettings.MAX_OPEN_REQUESTS);
    }
}
