package io.busbar.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts data that must be read back: AES-256-GCM with a key derived from the deployment's secret, one key per purpose. Sealed data is
 * bound to its context, for example the ID of its row, so that rows can't be swapped. It names its key, so that the secret can be replaced:
 *
 * <pre>
 * offset  bytes  content
 *      0      1  version of this layout, 1
 *      1      8  ID of the key
 *      9     12  random nonce
 *     21      n  ciphertext
 *   21+n     16  authentication tag over the ciphertext, the first nine bytes and the context
 * </pre>
 */
public final class SecretBox {
    /** The length of the part that names the key. All boxes of one key begin with the same bytes. */
    public static final int HEADER_BYTES = 9;

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MIN_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BITS / 8;

    private final Map<ByteBuffer, SecretKey> keysByHeader = new LinkedHashMap<>();
    private final byte[] currentHeader;
    private final SecureRandom random = new SecureRandom();

    /**
     * Derives the keys for a purpose.
     *
     * @param purpose the kind of data that is sealed; it is part of the key derivation, so it must never be renamed
     */
    public SecretBox(DeploymentSecrets secrets, String purpose) {
        currentHeader = header(secrets.current(), purpose);
        secrets.all()
                .forEach(secret -> keysByHeader.put(
                        ByteBuffer.wrap(header(secret, purpose)), KeyDerivation.derive(secret, purpose, "AES")));
    }

    /** Encrypts data with the current key. */
    public byte[] seal(byte[] plain, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, currentHeader, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + sealed.length)
                    .put(currentHeader)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks AES-GCM", e);
        }
    }

    /**
     * Decrypts sealed data.
     *
     * @throws GeneralSecurityException if it was sealed with an unknown secret or for another context, or was altered
     */
    public byte[] open(byte[] box, String context) throws GeneralSecurityException {
        if (box.length < MIN_BYTES) {
            throw new GeneralSecurityException("The sealed data is too short");
        }
        byte[] header = Arrays.copyOf(box, HEADER_BYTES);
        byte[] nonce = Arrays.copyOfRange(box, HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
        int start = HEADER_BYTES + NONCE_BYTES;
        return cipher(Cipher.DECRYPT_MODE, header, nonce, context).doFinal(box, start, box.length - start);
    }

    /** Returns whether the data was sealed with another than the current key, so that it would be lost with that key's secret. */
    public boolean needsResealing(byte[] box) {
        return !Arrays.equals(Arrays.copyOf(box, HEADER_BYTES), currentHeader);
    }

    /** Returns the first bytes of all boxes that were sealed with a known key other than the current one. */
    public List<byte[]> previousHeaders() {
        return keysByHeader.keySet().stream()
                .map(ByteBuffer::array)
                .filter(this::needsResealing)
                .toList();
    }

    private Cipher cipher(int mode, byte[] header, byte[] nonce, String context) throws GeneralSecurityException {
        SecretKey key = keysByHeader.get(ByteBuffer.wrap(header));
        if (key == null) {
            throw new GeneralSecurityException("The data was sealed with a secret that this node does not have");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header);
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** The ID of a key is derived like the key, so nobody has to number secrets, and it tells nothing about the key. */
    private static byte[] header(String secret, String purpose) {
        byte[] id = KeyDerivation.derive(secret, purpose + "/key-id", "Generic").getEncoded();
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .put(id, 0, HEADER_BYTES - 1)
                .array();
    }
}
