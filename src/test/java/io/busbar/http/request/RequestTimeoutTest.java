package io.busbar.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.FrontendSettings.RequestLimits;
import io.busbar.http.RawHttpClient;
import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A late body is the client's fault (408), a late blob store is the server's (504), whichever time limit is shorter. */
@UsesServers
class RequestTimeoutTest {
    private static final RequestLimits SHORT_READ_TIMEOUT =
            new RequestLimits(8 << 10, 16 << 10, Duration.ofMillis(200), Duration.ofSeconds(75));

    @AutoClose
    private static final TestFrontend frontend =
            new TestFrontend(TestFrontend.FrontendOptions.defaults().limits(SHORT_READ_TIMEOUT));

    @AfterEach
    void releaseBlobStore() {
        frontend.blobStore.mayRead = Future.succeededFuture();
        frontend.blobStore.mayComplete = Future.succeededFuture();
    }

    /** Returns the response to an upload that announces three bytes. */
    private static String upload(String sentBytes) throws IOException {
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            return client.send(
                            "PUT /api/quick-files/inbox HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n" + sentBytes)
                    .readResponse();
        }
    }

    @Test
    void upload_whoseBodyArrivedButIsNotStored_returnsDeadlineExceeded() throws IOException {
        frontend.blobStore.mayComplete = Promise.<Void>promise().future();
        assertThat(upload("abc")).startsWith("HTTP/1.1 504").contains("\"error\":\"DEADLINE_EXCEEDED\"");
    }

    @Test
    void upload_whoseBodyTheBlobStoreDoesNotRead_returnsDeadlineExceeded() throws IOException {
        frontend.blobStore.mayRead = Promise.<Void>promise().future();
        assertThat(upload("a")).startsWith("HTTP/1.1 504").contains("\"error\":\"DEADLINE_EXCEEDED\"");
    }

    @Test
    void upload_whoseBodyDoesNotArrive_returnsRequestTimeoutAndAbortsWrite() throws IOException {
        int failedBefore = frontend.blobStore.writesFailed.get();
        assertThat(upload("a")).startsWith("HTTP/1.1 408").contains("\"error\":\"REQUEST_TIMEOUT\"");
        await().until(() -> frontend.blobStore.writesFailed.get() > failedBefore);
    }
}
