package io.busbar.services.auth.signin;

import io.busbar.services.auth.token.SignedTokenCodec;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a browser or an app is recognised by once somebody has signed in with it: a random id, bound to the account. It opens nothing; it
 * keeps its owner apart from strangers who guess.
 */
public final class DeviceTokens {
    private final SignedTokenCodec codec;

    public DeviceTokens(String secret) {
        codec = new SignedTokenCodec(secret, "device-tokens/v1");
    }

    String encode(UUID device, UUID account) {
        return codec.encode(SignedTokenCodec.toBytes(device), SignedTokenCodec.toBytes(account));
    }

    /** The device, if this account was signed in to with it. */
    Optional<UUID> decode(@Nullable String token, UUID account) {
        return token == null
                ? Optional.empty()
                : codec.decode(token, SignedTokenCodec.UUID_BYTES, SignedTokenCodec.toBytes(account))
                        .map(SignedTokenCodec::toUuid);
    }
}
