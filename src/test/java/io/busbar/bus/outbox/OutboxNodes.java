package io.busbar.bus.outbox;

import io.busbar.bus.events.EventSubscriber;
import io.busbar.testing.TestServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts nodes on a database of the test class. The database is cleared before each test, and the nodes are closed after it. */
final class OutboxNodes implements BeforeEachCallback, AfterEachCallback {
    private final String url = TestServers.freshDatabase();
    private final List<OutboxTestNode> running = new ArrayList<>();

    /** Returns the URL of the database. */
    String url() {
        return url;
    }

    /** Starts a node that delivers to these subscribers. */
    OutboxTestNode start(EventSubscriber... subscribers) {
        return start(OutboxSettings.defaults(), subscribers);
    }

    OutboxTestNode start(OutboxSettings settings, EventSubscriber... subscribers) {
        OutboxTestNode node = OutboxTestNode.on(url, settings, subscribers);
        running.add(node);
        return node;
    }

    /** Closes a node before the end of the test. */
    void close(OutboxTestNode node) {
        running.remove(node);
        node.close();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        OutboxTestNode.clear(url);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        running.forEach(OutboxTestNode::close);
        running.clear();
    }
}
