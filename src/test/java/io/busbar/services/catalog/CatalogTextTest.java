package io.busbar.services.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.ApiClient.ApiResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid texts of services, in any script. */
class CatalogTextTest extends CatalogFixture {
    @Test
    void createService_withBrokenUtf8_isRefused() {
        byte[] broken = service("T?p").getBytes(UTF_8);
        broken[new String(broken, UTF_8).indexOf('?')] = (byte) 0xff;

        assertThat(admin.with("Content-Type", "application/json")
                        .send("POST", "/api/services", broken)
                        .status())
                .isEqualTo(400);
        assertThat(services()).isZero();
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
                "\tx"
            })
    void createService_withAnyScript_returnsTheSameText(String title) {
        ApiResponse made = admin.post("/api/services", service(unique(title)));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().path("title").asText()).isEqualTo(unique(title).strip());
        assertThat(list("").body()).containsExactly(made.body());
    }

    @Test
    void createService_withLongTitle_isMeasuredInCharactersNotBytes() {
        assertThat(admin.post("/api/services", service(unique("🔧".repeat(71)))).status())
                .isEqualTo(201);
        assertThat(admin.post("/api/services", service(unique("🔧".repeat(72)))).errors())
                .containsExactly("/title must be at most 80 characters");
    }

    @Test
    void createService_withControlCharacters_namesEachField() {
        String worse = service("Tap\\nrepair").replace("Done well.", "Rings\\u0007.");

        assertThat(admin.post("/api/services", worse).errors())
                .containsExactlyInAnyOrder(
                        "/title must not contain line breaks or other control characters",
                        "/description must not contain control characters");
        assertThat(admin.post("/api/services/bulk", "[" + worse + "," + service(unique("Fine")) + "," + worse + "]")
                        .errors())
                .hasSize(4)
                .contains("/0/description must not contain control characters")
                .contains("/2/title must not contain line breaks or other control characters");
        assertThat(services()).isZero();
        assertThat(admin.post("/api/services", service(unique("Fine"))).status())
                .isEqualTo(201);
    }

    @Test
    void createService_withTitleTooLongWhenComposed_isRefused() {
        String grows = "\u0958".repeat(80);

        assertThat(admin.post("/api/services", service(grows)).errors())
                .containsExactly("/title must be at most 80 characters");
        assertThat(admin.post("/api/services/bulk", "[" + service(unique("Fine")) + "," + service(grows) + "]")
                        .errors())
                .containsExactly("/1/title must be at most 80 characters");
        assertThat(services()).isZero();
    }
}
