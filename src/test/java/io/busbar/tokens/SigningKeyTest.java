package io.busbar.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which keys are accepted: Vert.x would ignore unreadable ones, and then accept unsigned tokens. */
class SigningKeyTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final JWTOptions RULES = new JWTOptions()
            .setIssuer("busbar")
            .setAudience(List.of("busbar-api"))
            .setLeeway(0);

    private static final JsonObject KEY = SigningKey.generate("k");

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private static SigningKey of(JsonObject jwk) throws GeneralSecurityException {
        return SigningKey.of(VERTX, jwk, Instant.now(), RULES);
    }

    @Test
    void of_generatedKey_returnsPublicHalfWithoutPrivateMembers() throws Exception {
        SigningKey key = of(KEY.copy());

        assertThat(key.kid()).isEqualTo("k");
        assertThat(key.publicKey().fieldNames()).containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
    }

    @Test
    void of_wrongUnreadableOrMissingPublicHalf_isRefused() {
        String others = SigningKey.generate("other").getString("n");

        assertRefused(KEY.copy().put("n", others));
        assertRefused(KEY.copy().put("n", "%%%"));
        assertRefused(KEY.copy().put("e", "AA"));
        for (String member : List.of("kty", "n", "e", "d", "kid", "alg")) {
            JsonObject lacking = KEY.copy();
            lacking.remove(member);
            assertRefused(lacking);
        }
    }

    @Test
    void of_otherAlgorithm_isRefused() {
        for (String algorithm : List.of("none", "HS256", "RS1", "ES256", "")) {
            assertRefused(KEY.copy().put("alg", algorithm));
        }
        assertRefused(new JsonObject()
                .put("kty", "oct")
                .put("k", "c2VjcmV0")
                .put("alg", "HS256")
                .put("kid", "k"));
    }

    private static void assertRefused(JsonObject jwk) {
        assertThatThrownBy(() -> of(jwk)).as(jwk.encode()).isInstanceOf(GeneralSecurityException.class);
    }
}
