package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Access tokens that are void before their time. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Revocation.OfSession.class, name = "session"),
    @JsonSubTypes.Type(value = Revocation.OfAccount.class, name = "account")
})
public sealed interface Revocation {
    /** No access token lives longer, so no revocation has to be remembered for longer. */
    Duration LONGEST_TOKEN = Duration.ofDays(7);

    /** When the last token that it voids has ended anyway. */
    Instant until();

    /** All of a session. */
    record OfSession(String session, Instant until) implements Revocation {}

    /** Those of an account that were made for a version of it before this one. */
    record OfAccount(UUID account, long version, Instant until) implements Revocation {}
}
