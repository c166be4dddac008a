package io.busbar.data;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/** Derives independent keys from one secret with HKDF-SHA256 (RFC 5869), one for each purpose. */
final class KeyDerivation {
    private static final int KEY_BYTES = 32;

    private KeyDerivation() {}

    /** Returns the key of a purpose, which must never be renamed. */
    static SecretKey derive(String secret, String purpose, String algorithm) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(("busbar/" + purpose).getBytes(StandardCharsets.UTF_8), KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks HKDF-SHA256", e);
        }
    }
}
