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
    void createService_withInvalidUtf8_returnsBadRequest() {
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
    void createService_inAnyScript_returnsTextUnchanged(String title) {
        ApiResponse response = admin.post("/api/services", service(title));

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.body().path("title").asText()).isEqualTo(title.strip());
        assertThat(anyone.get("/api/services").body()).containsExactly(response.body());
    }

    @Test
    void createService_countsLengthInCharacters() {
        assertThat(admin.post("/api/services", service("🔧".repeat(80))).status())
                .isEqualTo(201);
        assertThat(admin.post("/api/services", service("🔧".repeat(81))).errors())
                .containsExactly("/title must be at most 80 characters");
    }

    @Test
    void createService_withControlCharacters_returnsErrorsByField() {
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
    void createService_withTitleTooLongAfterNormalization_returnsValidationError() {
        String grows = "\u0958".repeat(80);

        assertThat(admin.post("/api/services", service(grows)).errors())
                .containsExactly("/title must be at most 80 characters, composed (NFC)");
        assertThat(admin.post("/api/services/bulk", "[" + service("Fine") + "," + service(grows) + "]")
                        .errors())
                .containsExactly("/1/title must be at most 80 characters, composed (NFC)");
        assertThat(node.count("catalog.service")).isZero();
    }
}
