package io.busbar.services.auth.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.busbar.bus.Failure;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import io.busbar.services.auth.token.OneTimeTokenStore.IssuedToken;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Encodes and decodes the tokens in email links: an ID with its HMAC-SHA256 for a purpose. A token is derived from its ID alone, so that
 * every delivery attempt sends the same email. {@link OneTimeTokenStore} stores whether a token is valid.
 */
public final class OneTimeTokens {
    /** The purpose of a token, with its lifetime from the time of sending. */
    public enum Purpose {
        VERIFY_EMAIL(Duration.ofMinutes(15)),
        CHANGE_EMAIL(Duration.ofMinutes(15)),
        RESET_PASSWORD(Duration.ofMinutes(30)),
        /** An email without a token, recorded to limit how many an address gets. */
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

    /** The content of a token. */
    public record OneTimeTokenId(UUID id, Purpose purpose) {}

    private final SignedTokenCodec codec;
    private final KeyedHash addressHash;

    public OneTimeTokens(DeploymentSecrets secrets) {
        codec = new SignedTokenCodec(secrets, "one-time-tokens/v1");
        addressHash = new KeyedHash(secrets, "addresses/v1");
    }

    /** Returns a token of 64 URL-safe characters. */
    public String encode(Purpose purpose, UUID id) {
        return codec.encode(SignedTokenCodec.toBytes(id), purpose.context());
    }

    /** Returns the content of a token, if this deployment created it. */
    public Optional<OneTimeTokenId> decode(String token) {
        return Arrays.stream(Purpose.values())
                .flatMap(purpose -> codec
                        .decode(token, SignedTokenCodec.UUID_BYTES, purpose.context())
                        .map(id -> new OneTimeTokenId(SignedTokenCodec.toUuid(id), purpose))
                        .stream())
                .findFirst();
    }

    /** Returns the keyed hash that identifies an address without revealing it. */
    public Buffer hashAddress(String address) {
        return Buffer.buffer(addressHash.of(address));
    }

    /** Returns whether the token was sent to this address. */
    public boolean wasSentTo(IssuedToken issuedToken, String address) {
        return addressHash.matches(
                address.getBytes(UTF_8), issuedToken.addressHash().getBytes());
    }

    /** The failure for every token that cannot be redeemed, for whatever reason. */
    public static Failure invalidToken() {
        return Failure.invalid("/token", "is invalid or has expired");
    }
}
