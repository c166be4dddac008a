package io.busbar.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private final SecretBox box = new SecretBox("a secret of at least thirty-two characters", "test/v1");
    private final byte[] secret = "the seed".getBytes(UTF_8);

    @Test
    void seal_opensAgainAndDiffersEachTime() throws GeneralSecurityException {
        byte[] sealed = box.seal(secret, "row 1");

        assertThat(box.open(sealed, "row 1")).isEqualTo(secret);
        assertThat(new String(sealed, UTF_8)).doesNotContain("seed");
        assertThat(box.seal(secret, "row 1")).isNotEqualTo(sealed);
    }

    @Test
    void open_withOtherRowPurposeSecretOrAlteredBytes_isRefused() {
        byte[] sealed = box.seal(secret, "row 1");
        byte[] altered = sealed.clone();
        altered[altered.length - 1] ^= 1;

        assertRefused(box, sealed, "row 2");
        assertRefused(new SecretBox("a secret of at least thirty-two characters", "other/v1"), sealed, "row 1");
        assertRefused(new SecretBox("another secret of at least thirty-two chars", "test/v1"), sealed, "row 1");
        assertRefused(box, altered, "row 1");
        assertRefused(box, new byte[3], "row 1");
    }

    private static void assertRefused(SecretBox box, byte[] sealed, String context) {
        assertThatThrownBy(() -> box.open(sealed, context)).isInstanceOf(GeneralSecurityException.class);
    }
}
