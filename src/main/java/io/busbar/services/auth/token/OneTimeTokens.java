package io.busbar.services.auth.token;

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
public final class OneTimeTokens {
    /** What a token is good for, and how long from when it is sent. */
    public enum Purpose {
        VERIFY_EMAIL(Duration.ofMinutes(15)),
        CHANGE_EMAIL(Duration.ofMinutes(15)),
        RESET_PASSWORD(Duration.ofMinutes(30)),
        /** A letter without a token, recorded so that an address gets few of them. */
        ALREADY_REGISTERED(Duration.ZERO);

        private final Duration lifetime;

        Purpose(Duration lifetime) {
            this.lifetime = lifetime;
        }

        public Duration lifetime() {
            return lifetime;
        }

        private byte[] context() {
            return name().getBytes(UTF_8);
        }
    }

    /** What a token says of itself. */
    public record OneTimeTokenId(UUID id, Purpose purpose) {}

    private final SignedTokenCodec codec;
    private final KeyedHash addressHash;

    public OneTimeTokens(String secret) {
        codec = new SignedTokenCodec(secret, "one-time-tokens/v1");
        addressHash = new KeyedHash(secret, "addresses/v1");
    }

    /** 64 characters that fit into a URL. */
    public String encode(Purpose purpose, UUID id) {
        return codec.encode(SignedTokenCodec.toBytes(id), purpose.context());
    }

    /** What a token was made for, if it was made here. */
    public Optional<OneTimeTokenId> decode(String token) {
        return Arrays.stream(Purpose.values())
                .flatMap(purpose -> codec
                        .decode(token, SignedTokenCodec.UUID_BYTES, purpose.context())
                        .map(id -> new OneTimeTokenId(SignedTokenCodec.toUuid(id), purpose))
                        .stream())
                .findFirst();
    }

    /** By which an address is recognised where it must not be kept. */
    public Buffer hashAddress(String address) {
        return Buffer.buffer(addressHash.of(address));
    }
}
