package io.busbar.services.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.data.DeploymentSecrets;
import io.busbar.services.auth.token.OneTimeTokens.OneTimeTokenId;
import io.busbar.services.auth.token.OneTimeTokens.Purpose;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneTimeTokensTest {
    private static final String SECRET = "a secret that is long enough to derive keys from";

    private final OneTimeTokens tokens = new OneTimeTokens(DeploymentSecrets.of(SECRET));

    @Test
    void encode_withSameIdAndPurpose_returnsSameTokenThatDecodes() {
        UUID id = UUID.randomUUID();
        String token = tokens.encode(Purpose.RESET_PASSWORD, id);

        assertThat(token).hasSize(64).matches("[A-Za-z0-9_-]+");
        assertThat(new OneTimeTokens(DeploymentSecrets.of(SECRET)).encode(Purpose.RESET_PASSWORD, id))
                .isEqualTo(token);
        assertThat(tokens.decode(token)).contains(new OneTimeTokenId(id, Purpose.RESET_PASSWORD));
        assertThat(tokens.encode(Purpose.VERIFY_EMAIL, id)).isNotEqualTo(token);
        assertThat(new OneTimeTokens(DeploymentSecrets.of(SECRET + "!")).decode(token))
                .isEmpty();
    }

    @Test
    void decode_withAnyBitFlipped_returnsEmpty() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.encode(Purpose.VERIFY_EMAIL, UUID.randomUUID()));
        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] flipped = token.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(tokens.decode(Base64.getUrlEncoder().withoutPadding().encodeToString(flipped)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not base64 at all!", "AAAA", "////", "ÄÖÜ"})
    void decode_ofMalformedText_returnsEmpty(String text) {
        assertThat(tokens.decode(text)).isEmpty();
        assertThat(tokens.decode(tokens.encode(Purpose.VERIFY_EMAIL, UUID.randomUUID()) + text + "A"))
                .isEmpty();
    }

    @Test
    void hashAddress_dependsOnAddressAndSecret() {
        assertThat(tokens.hashAddress("maria@example.com"))
                .isEqualTo(new OneTimeTokens(DeploymentSecrets.of(SECRET)).hashAddress("maria@example.com"))
                .isNotEqualTo(tokens.hashAddress("maria@example.org"))
                .isNotEqualTo(new OneTimeTokens(DeploymentSecrets.of(SECRET + "!")).hashAddress("maria@example.com"));
    }
}
