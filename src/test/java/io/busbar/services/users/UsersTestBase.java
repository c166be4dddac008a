package io.busbar.services.users;

import io.busbar.testing.TestNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Shares a node among the tests of a class; each test starts without accounts. */
abstract class UsersTestBase {
    static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void empty() {
        node.execute(
                "delete from users.account; delete from bus.delivery; delete from bus.event; delete from bus.timer");
    }
}
