package io.busbar.services.catalog;

import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A new category and unique titles for every test. */
abstract class CatalogFixture extends ApiTest {
    private final String mark =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    final String category = "test-" + mark;

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
