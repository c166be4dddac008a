package io.busbar.data;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * HMAC-SHA256 with a key derived from the deployment's secret, one key per purpose. It is for values that must be recognized or recomputed
 * but never read back: without the secret, they can't be guessed from the hash.
 */
public final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";

    /** The key of the current secret, then those of the previous ones. */
    private final List<SecretKey> keys;

    /**
     * Derives the keys for a purpose.
     *
     * @param purpose the kind of values that are hashed; it is part of the key derivation, so it must never be renamed
     */
    public KeyedHash(DeploymentSecrets secrets, String purpose) {
        keys = secrets.all()
                .map(secret -> KeyDerivation.derive(secret, purpose, ALGORITHM))
                .toList();
    }

    /** Returns the 32 bytes of the hash with the current secret. */
    public byte[] of(byte[] data) {
        return hash(keys.getFirst(), data);
    }

    /** Returns the hash of the UTF-8 bytes of a text with the current secret. */
    public byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the hash of a text with each secret, the current one first: one of them is stored if the text was hashed before. */
    public List<byte[]> allOf(String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> hash(key, data)).toList();
    }

    /** Returns the hash of a text with the current secret as 64 lower-case hexadecimal digits. */
    public String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }

    /** Returns whether {@code hash} is the hash of the data with one of the secrets. Takes as long whether it is or not. */
    public boolean matches(byte[] data, byte[] hash) {
        boolean found = false;
        for (SecretKey key : keys) {
            found |= MessageDigest.isEqual(hash(key, data), hash);
        }
        return found;
    }

    private static byte[] hash(SecretKey key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks " + ALGORITHM, e);
        }
    }
}
