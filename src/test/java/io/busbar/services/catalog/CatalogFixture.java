package io.busbar.services.catalog;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;

/** A node with an admin, and a new category and unique titles for every test. */
@BusbarNode
abstract class CatalogFixture {
    static TestNode node;
    static ApiClient anyone;
    static ApiClient admin;

    private final String mark =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    final String category = "test-" + mark;

    @BeforeAll
    static void start(TestNode given) {
        node = given;
        anyone = node.api();
        admin = node.api(UserRole.ADMIN);
    }

    /** Returns the title with a suffix of 9 characters that makes it unique. */
    String unique(String title) {
        return title + " " + mark;
    }

    /** Returns the JSON of a service with this title, in which only tabs are escaped. */
    String service(String title) {
        return "{\"title\":\"" + title.replace("\t", "\\t") + "\",\"description\":\"Done well.\",\"category\":\""
                + category + "\"}";
    }

    /** Lists the services of this test's category, with additional query parameters. */
    ApiResponse list(String query) {
        return anyone.get("/api/services?category=" + category + query);
    }

    List<String> titles() {
        return list("&limit=200").fields("title");
    }

    /** Returns the number of services in this test's category. */
    long services() {
        return node.count("catalog.service where category = '" + category + "'");
    }

    /** Returns the number of created events for services in this test's category. */
    long countCreated() {
        return node.count("bus.event where type = '" + CatalogEvents.CREATED.type() + "' and payload ->> 'category' = '"
                + category + "'");
    }
}
