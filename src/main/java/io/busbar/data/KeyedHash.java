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
 * HMAC-SHA256 under a key derived from {@code JWT_SECRET} (HKDF-SHA256, RFC 5869), one key per purpose. For what has to be recognised or
 * made again and never read back: without the secret, nobody can try out what it stands for.
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

    /** 32 bytes. */
    public byte[] of(byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks " + ALGORITHM, e);
        }
    }

    /** The same, of a text's UTF-8. */
    public byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }

    /** Whether this is the hash of the data; takes as long whatever the difference. */
    public boolean matches(byte[] data, byte[] hash) {
        return MessageDigest.isEqual(of(data), hash);
    }
}
