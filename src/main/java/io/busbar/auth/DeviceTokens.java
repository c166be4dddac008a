package io.busbar.auth;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a browser or an app is recognised by once somebody has signed in with it: a random id, bound to the account. It opens nothing; it
 * keeps its owner apart from strangers who guess.
 */
final class DeviceTokens {
    private final SignedToken tokens;

    DeviceTokens(String secret) {
        tokens = new SignedToken(secret, "device-tokens/v1");
    }

    String token(UUID device, UUID account) {
        return tokens.make(SignedToken.bytes(device), SignedToken.bytes(account));
    }

    /** The device, if this account was signed in to with it. */
    Optional<UUID> read(@Nullable String token, UUID account) {
        return token == null
                ? Optional.empty()
                : tokens.read(token, SignedToken.ID, SignedToken.bytes(account)).map(SignedToken::id);
    }
}
