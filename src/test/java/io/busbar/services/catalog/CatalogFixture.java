package io.busbar.services.catalog;

import io.busbar.bus.Role;
import io.busbar.testing.ApiClient;
import io.busbar.testing.TestNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A node with an admin, and an empty catalog without events for every test. */
abstract class CatalogFixture {
    static TestNode node;
    static ApiClient anyone;
    static ApiClient admin;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        anyone = node.api();
        admin = node.api(Role.ADMIN);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void empty() {
        node.execute("delete from catalog.service; delete from bus.event");
    }

    /** Returns the JSON of a service with this title, which is not escaped. */
    static String service(String title) {
        return "{\"title\":\"" + title.replace("\t", "\\t")
                + "\",\"description\":\"Done well.\",\"category\":\"plumbing\"}";
    }
}
