package io.busbar.data;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * HMAC-SHA256 with a key derived from {@code JWT_SECRET} (HKDF-SHA256, RFC 5869), one key per purpose. It is for values that must be
 * recognized or recomputed but never read back: without the secret, they can't be guessed from the hash.
 */
public final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;

    /**
     * Derives the key for a purpose.
     *
     * @param secret  the secret of the deployment
     * @param purpose the kind of values that are hashed; it is part of the key derivation, so it must never be renamed
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

    /** Returns the 32 bytes of the hash. */
    public byte[] of(byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks " + ALGORITHM, e);
        }
    }

    /** Returns the hash of the UTF-8 bytes of a text. */
    public byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the hash of a text as 64 lower-case hexadecimal digits. */
    public String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }

    /** Returns whether {@code hash} is the hash of the data, in constant time. */
    public boolean matches(byte[] data, byte[] hash) {
        return MessageDigest.isEqual(of(data), hash);
    }
}
