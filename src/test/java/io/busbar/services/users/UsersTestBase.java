package io.busbar.services.users;

import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import org.junit.jupiter.api.BeforeEach;

/** Shares a node among the tests of the users service; each test starts without accounts. */
@BusbarNode(group = "users")
abstract class UsersTestBase extends ApiTest {
    @BeforeEach
    void deleteAccounts() {
        node.settle(); // a handler of the test before must not see the data of this test
        node.execute(
                "delete from users.account; delete from bus.delivery; delete from bus.event; delete from bus.timer");
    }
}
