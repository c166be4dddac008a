package io.busbar.services.catalog;

import io.busbar.bus.Role;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;

/** A node with an admin, and for every test a category that no service is in, and titles that no service has. */
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
        admin = node.api(Role.ADMIN);
    }

    /** This title, made unique; 9 characters longer. */
    String unique(String title) {
        return title + " " + mark;
    }

    /** A service of that title, which stands in JSON as it is. */
    String service(String title) {
        return "{\"title\":\"" + title.replace("\t", "\\t") + "\",\"description\":\"Done well.\",\"category\":\""
                + category + "\"}";
    }

    /** The services of this test's category, with this added to the query. */
    ApiResponse list(String query) {
        return anyone.get("/api/services?category=" + category + query);
    }

    List<String> titles() {
        return list("&limit=200").fields("title");
    }

    /** The number of services in this test's category. */
    long services() {
        return node.count("catalog.service where category = '" + category + "'");
    }

    /** The number of services in this test's category that were announced as created. */
    long created() {
        return node.count("bus.event where type = '" + CatalogEvents.CREATED.type() + "' and payload ->> 'category' = '"
                + category + "'");
    }
}
