package io.busbar.services.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Role;
import io.busbar.testing.ApiClient;
import io.busbar.testing.TestNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Concurrent reads of the catalog, which share their queries. */
class CatalogConcurrentReadsTest {
    @Test
    void updateService_duringConcurrentReads_isVisibleToItsAuthor() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (TestNode node = TestNode.start();
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            ApiClient admin = node.api(Role.ADMIN);
            ApiClient anyone = node.api();
            String path = "/api/services/"
                    + admin.post(
                                    "/api/services",
                                    "{\"title\":\"Tap repair\",\"description\":\"We fix taps.\",\"category\":\"plumbing\"}")
                            .body()
                            .path("id")
                            .asText();
            List<CompletableFuture<Void>> readers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    assertThat(anyone.get("/api/services").body())
                                            .hasSize(1);
                                }
                            },
                            threads))
                    .toList();
            try {
                for (int i = 0; i < 100; i++) {
                    String title = "Title " + i;
                    assertThat(admin.put(path, "{\"title\":\"" + title + "\"}").status())
                            .isEqualTo(200);
                    assertThat(anyone.get("/api/services").body().findValuesAsText("title"))
                            .isEqualTo(List.of(title));
                }
            } finally {
                over.set(true);
            }
            readers.forEach(CompletableFuture::join);
        }
    }
}
