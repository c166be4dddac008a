package io.busbar.services.users;

import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Shares a node among the tests of the users service; each test starts without accounts. */
@BusbarNode(group = "users")
abstract class UsersTestBase {
    static TestNode node;

    @BeforeAll
    static void start(TestNode given) {
        node = given;
    }

    @BeforeEach
    void deleteAccounts() {
        node.settle(); // a handler of the test before must not see the data of this test
        node.execute(
                "delete from users.account; delete from bus.delivery; delete from bus.event; delete from bus.timer");
    }
}
