package io.busbar.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final String OLD = "a secret of at least thirty-two characters";
    private static final String NEW = "another secret of at least thirty-two chars";

    private final SecretBox box = new SecretBox(DeploymentSecrets.of(OLD), "test/v1");
    private final SecretBox replacing = new SecretBox(new DeploymentSecrets(NEW, List.of(OLD)), "test/v1");
    private final SecretBox replaced = new SecretBox(DeploymentSecrets.of(NEW), "test/v1");
    private final byte[] secret = "the seed".getBytes(UTF_8);

    @Test
    void seal_opensAgainAndDiffersEachTime() throws GeneralSecurityException {
        byte[] sealed = box.seal(secret, "row 1");

        assertThat(box.open(sealed, "row 1")).isEqualTo(secret);
        assertThat(new String(sealed, UTF_8)).doesNotContain("seed");
        assertThat(box.seal(secret, "row 1")).isNotEqualTo(sealed);
    }

    @Test
    void seal_startsWithVersionAndKeyId() {
        byte[] sealed = box.seal(secret, "row 1");
        byte[] other = box.seal(secret, "row 2");

        assertThat(sealed).hasSize(1 + 8 + 12 + secret.length + 16).startsWith(1);
        assertThat(header(sealed)).isEqualTo(header(other));
        assertThat(header(replaced.seal(secret, "row 1"))).isNotEqualTo(header(sealed));
        assertThat(header(new SecretBox(DeploymentSecrets.of(OLD), "other/v1").seal(secret, "row 1")))
                .isNotEqualTo(header(sealed));
    }

    @Test
    void open_withOtherRowPurposeSecretOrAlteredBytes_isRefused() {
        byte[] sealed = box.seal(secret, "row 1");

        assertRefused(box, sealed, "row 2");
        assertRefused(new SecretBox(DeploymentSecrets.of(OLD), "other/v1"), sealed, "row 1");
        assertRefused(replaced, sealed, "row 1");
        for (int i = 0; i < sealed.length; i++) {
            byte[] altered = sealed.clone();
            altered[i] ^= 1;
            assertRefused(box, altered, "row 1");
            assertRefused(box, Arrays.copyOf(sealed, i), "row 1");
        }
    }

    @Test
    void open_whileTheSecretIsReplaced_acceptsBothAndSealsWithTheNew() throws GeneralSecurityException {
        byte[] old = box.seal(secret, "row 1");
        byte[] fresh = replacing.seal(secret, "row 1");

        assertThat(replacing.open(old, "row 1")).isEqualTo(secret);
        assertThat(replacing.open(fresh, "row 1")).isEqualTo(secret);
        assertThat(replaced.open(fresh, "row 1")).isEqualTo(secret);
        assertRefused(box, fresh, "row 1");
    }

    @Test
    void open_withKeyIdOfAnotherKnownKey_isRefused() {
        byte[] old = box.seal(secret, "row 1");
        byte[] relabeled = replacing.seal(secret, "row 1");
        System.arraycopy(old, 0, relabeled, 0, SecretBox.HEADER_BYTES);

        assertRefused(replacing, relabeled, "row 1");
    }

    @Test
    void needsResealing_isTrueForPreviousSecretsOnly() {
        byte[] old = box.seal(secret, "row 1");

        assertThat(replacing.needsResealing(old)).isTrue();
        assertThat(replacing.needsResealing(replacing.seal(secret, "row 1"))).isFalse();
        assertThat(box.needsResealing(old)).isFalse();
        assertThat(replacing.previousHeaders()).containsExactly(header(old));
        assertThat(replaced.previousHeaders()).isEmpty();
    }

    @Test
    void keyedHash_whileTheSecretIsReplaced_recognizesBoth() {
        KeyedHash old = new KeyedHash(DeploymentSecrets.of(OLD), "test/v1");
        KeyedHash both = new KeyedHash(new DeploymentSecrets(NEW, List.of(OLD)), "test/v1");
        KeyedHash other = new KeyedHash(DeploymentSecrets.of(NEW), "test/v1");

        assertThat(both.matches(secret, old.of(secret))).isTrue();
        assertThat(both.of("text")).isEqualTo(other.of("text"));
        assertThat(both.allOf("text")).containsExactly(other.of("text"), old.of("text"));
        assertThat(other.matches(secret, old.of(secret))).isFalse();
    }

    private static byte[] header(byte[] sealed) {
        return Arrays.copyOf(sealed, SecretBox.HEADER_BYTES);
    }

    private static void assertRefused(SecretBox box, byte[] sealed, String context) {
        assertThatThrownBy(() -> box.open(sealed, context)).isInstanceOf(GeneralSecurityException.class);
    }
}
