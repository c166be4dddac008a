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

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private static SigningKey of(JsonObject jwk) throws GeneralSecurityException {
        return SigningKey.of(VERTX, jwk, Instant.now(), RULES);
    }

    @Test
    void a_fresh_one_is_taken_and_its_public_half_has_nothing_private() throws Exception {
        SigningKey key = of(SigningKey.generate("k"));

        assertThat(key.kid()).isEqualTo("k");
        assertThat(key.publicKey().fieldNames()).containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
    }

    @Test
    void one_whose_public_half_is_anothers_cannot_be_read_or_is_missing_is_refused() {
        String others = SigningKey.generate("other").getString("n");

        refuses(SigningKey.generate("k").put("n", others));
        refuses(SigningKey.generate("k").put("n", "%%%"));
        refuses(SigningKey.generate("k").put("e", "AA"));
        for (String member : List.of("kty", "n", "e", "d", "kid", "alg")) {
            JsonObject lacking = SigningKey.generate("k");
            lacking.remove(member);
            refuses(lacking);
        }
    }

    @Test
    void one_of_another_algorithm_is_refused() {
        for (String algorithm : List.of("none", "HS256", "RS1", "ES256", "")) {
            refuses(SigningKey.generate("k").put("alg", algorithm));
        }
        refuses(new JsonObject()
                .put("kty", "oct")
                .put("k", "c2VjcmV0")
                .put("alg", "HS256")
                .put("kid", "k"));
    }

    private static void refuses(JsonObject jwk) {
        assertThatThrownBy(() -> of(jwk)).as(jwk.encode()).isInstanceOf(GeneralSecurityException.class);
    }
}
