package io.busbar.users;

import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.TestNode;
import io.busbar.users.AccountOperations.Admit;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** People with accounts, for tests of every service. */
public final class People {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private People() {}

    /** Somebody with an active account, and the API as them. */
    public record Person(UUID id, String username, String email, Api api) {}

    /** Somebody not seen before. */
    public static Person person(TestNode node, Role role) {
        int number = COUNT.incrementAndGet();
        return person(node, role, "person" + number, "person" + number + "@example.com");
    }

    public static Person person(TestNode node, Role role, String username, String email) {
        UUID id = UUID.randomUUID();
        node.ask(AccountOperations.ADMIT, new Admit(id, email, username, null, null, role, true));
        return new Person(id, username, email, node.api(id, role));
    }
}
