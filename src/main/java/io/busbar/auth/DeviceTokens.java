package io.busbar.auth;

import io.busbar.data.KeyedHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a browser or an app is recognised by once somebody has signed in with it: a random id, vouched for by an HMAC over it and the
 * account. It opens nothing; it keeps its owner apart from strangers who guess.
 */
final class DeviceTokens {
    private static final int ID = 2 * Long.BYTES;
    private static final int LENGTH = ID + 32;

    private final KeyedHash key;

    DeviceTokens(String secret) {
        key = new KeyedHash(secret, "device-tokens/v1");
    }

    String token(UUID device, UUID account) {
        byte[] token = Arrays.copyOf(bytes(device), LENGTH);
        System.arraycopy(key.of(vouched(device, account)), 0, token, ID, LENGTH - ID);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The device, if this account was signed in to with it. */
    Optional<UUID> read(@Nullable String token, UUID account) {
        if (token == null) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer content = ByteBuffer.wrap(bytes);
        UUID device = new UUID(content.getLong(), content.getLong());
        return key.matches(vouched(device, account), Arrays.copyOfRange(bytes, ID, LENGTH))
                ? Optional.of(device)
                : Optional.empty();
    }

    private static byte[] vouched(UUID device, UUID account) {
        return ByteBuffer.allocate(2 * ID)
                .put(bytes(device))
                .put(bytes(account))
                .array();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
