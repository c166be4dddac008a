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
    static TestFrontend front;

    SocketClient client;

    @BeforeAll
    static void open() {
        front = TestFrontend.withDefaults();
    }

    @AfterAll
    static void close() {
        front.close();
    }

    @BeforeEach
    void connect() {
        front.bus.requests.clear();
        front.bus.requestContexts.clear();
        client = SocketClient.open(front.port());
    }

    @AfterEach
    void leave() {
        client.close();
        await().until(() -> front.liveFeed.streamCount() == 0);
    }
}
