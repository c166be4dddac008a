package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Revokes a set of access tokens before they expire. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Revocation.SessionRevocation.class, name = "session"),
    @JsonSubTypes.Type(value = Revocation.AccountRevocation.class, name = "account")
})
public sealed interface Revocation {
    /** The longest lifetime of an access token, and therefore the longest time for which a revocation is stored. */
    Duration MAX_TOKEN_LIFETIME = Duration.ofDays(7);

    /** Returns the time when the last of the revoked tokens expires. */
    Instant until();

    /** Revokes all tokens of a session. */
    record SessionRevocation(String session, Instant until) implements Revocation {}

    /** Revokes the account's tokens whose version is lower than {@code tokenVersion}. */
    record AccountRevocation(UUID account, long tokenVersion, Instant until) implements Revocation {}
}
