package io.busbar.data;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Stands for a text that can be found by it and not read from it: HMAC-SHA256 under a key derived from {@code JWT_SECRET}, one key per
 * purpose, so that nobody without the secret can try out guesses.
 */
public final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;

    /**
     * Derives the key of a purpose.
     *
     * @param secret  the deployment's secret
     * @param purpose what is hashed: part of the key, so never renamed
     */
    public KeyedHash(String secret, String purpose) {
        try {
            key = KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            ALGORITHM,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(("busbar/" + purpose).getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks HKDF-SHA256", e);
        }
    }

    /** Its first 128 bits. */
    public byte[] of(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks " + ALGORITHM, e);
        }
    }
}
