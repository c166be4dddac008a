package io.busbar.services.auth.signin;

import io.busbar.data.DeploymentSecrets;
import io.busbar.services.auth.token.SignedTokenCodec;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the tokens that recognize a browser or app on later sign-ins: a random ID, bound to the account. A device token
 * grants no access; it keeps the failed attempts of other people from locking out the owner.
 */
public final class DeviceTokens {
    private final SignedTokenCodec codec;

    public DeviceTokens(DeploymentSecrets secrets) {
        codec = new SignedTokenCodec(secrets, "device-tokens/v1");
    }

    String encode(UUID device, UUID account) {
        return codec.encode(SignedTokenCodec.toBytes(device), SignedTokenCodec.toBytes(account));
    }

    /** Returns the device's ID, if the token belongs to this account. */
    Optional<UUID> decode(@Nullable String token, UUID account) {
        return token == null
                ? Optional.empty()
                : codec.decode(token, SignedTokenCodec.UUID_BYTES, SignedTokenCodec.toBytes(account))
                        .map(SignedTokenCodec::toUuid);
    }
}
