package io.busbar.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.busbar.data.KeyedHash;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Tokens that go out in a link and come back once: an id, and its HMAC-SHA256 for a purpose. They are made and made again from the id
 * alone, so that a letter is the same in every attempt; what becomes of one is in its row.
 */
final class OneTimeTokens {
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

        private byte[] bound() {
            return name().getBytes(UTF_8);
        }
    }

    /** What a token says of itself. */
    record Named(UUID id, Purpose purpose) {}

    private final SignedToken tokens;
    private final KeyedHash addresses;

    OneTimeTokens(String secret) {
        tokens = new SignedToken(secret, "one-time-tokens/v1");
        addresses = new KeyedHash(secret, "addresses/v1");
    }

    /** 64 characters that fit into a URL. */
    String token(Purpose purpose, UUID id) {
        return tokens.make(SignedToken.bytes(id), purpose.bound());
    }

    /** What a token was made for, if it was made here. */
    Optional<Named> read(String token) {
        return Arrays.stream(Purpose.values())
                .flatMap(purpose -> tokens
                        .read(token, SignedToken.ID, purpose.bound())
                        .map(id -> new Named(SignedToken.id(id), purpose))
                        .stream())
                .findFirst();
    }

    /** By which an address is recognised where it must not be kept. */
    Buffer hash(String address) {
        return Buffer.buffer(addresses.of(address));
    }
}
