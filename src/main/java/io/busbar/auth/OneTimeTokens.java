package io.busbar.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.busbar.data.KeyedHash;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Tokens that go out in a link and come back once: an id, and its HMAC-SHA256 for a purpose. They are made and made again from the id
 * alone, so that a letter is the same in every attempt; what becomes of one is in its row.
 */
final class OneTimeTokens {
    private static final int ID = 2 * Long.BYTES;
    private static final int LENGTH = ID + 32;

    /** What a token is good for, and how long from when it is sent. */
    enum Purpose {
        VERIFY_EMAIL(Duration.ofMinutes(15)),
        CHANGE_EMAIL(Duration.ofMinutes(15)),
        RESET_PASSWORD(Duration.ofMinutes(30)),
        /** A letter without a token, recorded so that an address gets few of them. */
        ALREADY_REGISTERED(Duration.ZERO);

        private final Duration lifetime;

        Purpose(Duration lifetime) {
            this.lifetime = lifetime;
        }

        Duration lifetime() {
            return lifetime;
        }
    }

    /** What a token says of itself. */
    record Named(UUID id, Purpose purpose) {}

    private final KeyedHash tokens;
    private final KeyedHash addresses;

    OneTimeTokens(String secret) {
        tokens = new KeyedHash(secret, "one-time-tokens/v1");
        addresses = new KeyedHash(secret, "addresses/v1");
    }

    /** 64 characters that fit into a URL. */
    String token(Purpose purpose, UUID id) {
        byte[] token = Arrays.copyOf(bytes(id), LENGTH);
        System.arraycopy(tokens.of(content(purpose, id)), 0, token, ID, LENGTH - ID);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** What a token was made for, if it was made here. */
    Optional<Named> read(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        byte[] hash = Arrays.copyOfRange(bytes, ID, LENGTH);
        return Arrays.stream(Purpose.values())
                .filter(purpose -> tokens.matches(content(purpose, id), hash))
                .findFirst()
                .map(purpose -> new Named(id, purpose));
    }

    /** By which an address is recognised where it must not be kept. */
    Buffer hash(String address) {
        return Buffer.buffer(addresses.of(address));
    }

    private static byte[] content(Purpose purpose, UUID id) {
        byte[] name = purpose.name().getBytes(UTF_8);
        return ByteBuffer.allocate(ID + name.length).put(bytes(id)).put(name).array();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
