package io.busbar.testing;

import io.busbar.services.users.AccountOperations.UserRole;
import org.junit.jupiter.api.BeforeAll;

/**
 * A test of the API: a running node, and clients for an anonymous caller, a customer and an admin. A subclass that needs another node has a
 * {@link BusbarNode} of its own.
 */
@BusbarNode
public abstract class ApiTest {
    protected static TestNode node;
    protected static ApiClient anyone;
    protected static ApiClient user;
    protected static ApiClient admin;

    @BeforeAll
    static void openClients(TestNode given) {
        node = given;
        anyone = node.api();
        user = node.api(UserRole.CUSTOMER);
        admin = node.api(UserRole.ADMIN);
    }
}
