package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Access tokens that are void before their time. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Revocation.SessionRevocation.class, name = "session"),
    @JsonSubTypes.Type(value = Revocation.AccountRevocation.class, name = "account")
})
public sealed interface Revocation {
    /** No access token lives longer, so no revocation has to be remembered for longer. */
    Duration MAX_TOKEN_LIFETIME = Duration.ofDays(7);

    /** When the last token that it voids has ended anyway. */
    Instant until();

    /** All of a session. */
    record SessionRevocation(String session, Instant until) implements Revocation {}

    /** Those of an account that were made for a version of it before this one. */
    record AccountRevocation(UUID account, long version, Instant until) implements Revocation {}
}
