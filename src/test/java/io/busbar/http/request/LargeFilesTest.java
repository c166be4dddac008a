package io.busbar.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@UsesServers
class LargeFilesTest {
    private static final long SIZE = 100L << 20;

    /** An input stream of zeros, generated as they are read. */
    private static InputStream zeros(AtomicLong read) {
        return new InputStream() {
            @Override
            public int read() {
                return read.getAndIncrement() < SIZE ? 0 : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = (int) Math.min(length, SIZE - read.get());
                if (count <= 0) {
                    return -1;
                }
                java.util.Arrays.fill(into, offset, offset + count, (byte) 0);
                read.addAndGet(count);
                return count;
            }
        };
    }

    private static long usedDirectMemory() {
        return java.lang.management.ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class)
                .stream()
                .mapToLong(java.lang.management.BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void uploadAndDownload_of100Megabytes_useConstantMemory() throws Exception {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            HttpResponse<String> stored = frontend.send(frontend.request("/api/files/inbox")
                    .PUT(BodyPublishers.ofInputStream(() -> zeros(new AtomicLong()))));
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
            assertThat(stored.body()).contains("\"size\":" + SIZE);

            HttpResponse<InputStream> fetched =
                    frontend.client.send(frontend.request("/api/files/100").build(), BodyHandlers.ofInputStream());
            long most = 0;
            long total = 0;
            long heapBefore = usedHeap();
            byte[] buffer = new byte[1 << 20];
            try (InputStream in = fetched.body()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    total += n;
                    if (total % (10 << 20) < n) {
                        most = Math.max(most, usedHeap() - heapBefore + usedDirectMemory());
                    }
                }
            }
            assertThat(total).isEqualTo(SIZE);
            assertThat(most).as("memory while it streams").isLessThan(64L << 20);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void upload_beyondLimit_isRejectedBeforeItIsSentWhole() {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            AtomicLong read = new AtomicLong();
            HttpResponse<String> refused = frontend.send(frontend.request("/api/applications")
                    .header("Content-Type", "multipart/form-data; boundary=x")
                    .POST(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> zeros(read)))));
            assertThat(refused.statusCode()).isBetween(400, 413);
            assertThat(read.get()).isLessThan(SIZE / 2);
        }
    }
}
