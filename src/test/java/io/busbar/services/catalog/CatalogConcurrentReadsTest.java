package io.busbar.services.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Concurrent reads of the catalog, which share database queries. */
class CatalogConcurrentReadsTest extends CatalogFixture {
    @Test
    void updateService_whileManyReadTheList_isSeenByTheNextRead() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        String path = "/api/services/"
                + admin.post("/api/services", service(unique("Tap repair"))).id();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<CompletableFuture<Void>> readers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    assertThat(list("").body()).hasSize(1);
                                }
                            },
                            threads))
                    .toList();
            try {
                for (int i = 0; i < 100; i++) {
                    String title = unique("Title " + i);
                    assertThat(admin.put(path, "{\"title\":\"" + title + "\"}").status())
                            .isEqualTo(200);
                    assertThat(list("").fields("title")).containsExactly(title);
                }
            } finally {
                over.set(true);
            }
            readers.forEach(CompletableFuture::join);
        }
    }
}
