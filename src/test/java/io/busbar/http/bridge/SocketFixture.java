package io.busbar.http.bridge;

import static org.awaitility.Awaitility.await;

import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A frontend without prior requests, and an anonymous socket for every test. */
@UsesServers
abstract class SocketFixture {
    static TestFrontend frontend;

    SocketClient client;

    @BeforeAll
    static void open() {
        frontend = TestFrontend.withDefaults();
    }

    @AfterAll
    static void close() {
        frontend.close();
    }

    @BeforeEach
    void connect() {
        frontend.bus.requests.clear();
        frontend.bus.requestContexts.clear();
        client = SocketClient.open(frontend.port());
    }

    @AfterEach
    void leave() {
        client.close();
        await().until(() -> frontend.liveFeed.streamCount() == 0);
    }
}
