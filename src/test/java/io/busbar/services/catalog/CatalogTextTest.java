package io.busbar.services.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.ApiClient.ApiResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of services in any script. */
class CatalogTextTest extends CatalogFixture {
    @Test
    void broken_utf8_is_refused() {
        byte[] broken = service("T?p").getBytes(UTF_8);
        broken[new String(broken, UTF_8).indexOf('?')] = (byte) 0xff;

        assertThat(admin.with("Content-Type", "application/json")
                        .send("POST", "/api/services", broken)
                        .status())
                .isEqualTo(400);
        assertThat(node.count("catalog.service")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "🔧 Reparatur 👩🏽‍🔧",
                "إصلاح الحنفية",
                "\u202eevil",
                "水漏れ修理",
                "'; drop table x; --",
                "<script>alert(1)</script>",
                "\t\u00a0x"
            })
    void text_of_any_script_comes_back_as_it_was_sent(String title) {
        ApiResponse made = admin.post("/api/services", service(title));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().path("title").asText()).isEqualTo(title.strip());
        assertThat(anyone.get("/api/services").body()).containsExactly(made.body());
    }

    @Test
    void length_is_counted_in_characters_as_people_count_them_not_in_bytes() {
        assertThat(admin.post("/api/services", service("🔧".repeat(80))).status())
                .isEqualTo(201);
        assertThat(admin.post("/api/services", service("🔧".repeat(81))).errors())
                .containsExactly("/title must be at most 80 characters");
    }

    @Test
    void texts_with_control_characters_are_refused_each_by_name() {
        String worse = "{\"title\":\"Tap\\nrepair\",\"description\":\"Rings\\u0007.\",\"category\":\"plumbing\"}";

        assertThat(admin.post("/api/services", worse).errors())
                .containsExactlyInAnyOrder(
                        "/title must not contain line breaks or other control characters",
                        "/description must not contain control characters");
        assertThat(admin.post("/api/services/bulk", "[" + worse + "," + service("Fine") + "," + worse + "]")
                        .errors())
                .hasSize(5)
                .contains("/0/description must not contain control characters")
                .contains("/2/title must not contain line breaks or other control characters");
        assertThat(node.count("catalog.service")).isZero();
        assertThat(admin.post("/api/services", service("Fine")).status()).isEqualTo(201);
    }

    @Test
    void a_title_that_grows_too_long_when_composed_is_refused() {
        String grows = "\u0958".repeat(80);

        assertThat(admin.post("/api/services", service(grows)).errors())
                .containsExactly("/title must be at most 80 characters, composed (NFC)");
        assertThat(admin.post("/api/services/bulk", "[" + service("Fine") + "," + service(grows) + "]")
                        .errors())
                .containsExactly("/1/title must be at most 80 characters, composed (NFC)");
        assertThat(node.count("catalog.service")).isZero();
    }
}
