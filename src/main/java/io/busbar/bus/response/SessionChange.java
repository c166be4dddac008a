package io.busbar.bus.response;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A result that can change the browser's session.
 *
 * @param body         the response body
 * @param cookieChange how the session cookies change
 */
public record SessionChange<B>(B body, CookieChange cookieChange) {

    /** How the session cookies change. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = SetCookies.class, name = "set"),
        @JsonSubTypes.Type(value = ClearCookies.class, name = "clear"),
        @JsonSubTypes.Type(value = KeepCookies.class, name = "keep")
    })
    public sealed interface CookieChange {}

    /**
     * Sets the session cookies.
     *
     * @param deviceToken recognizes the browser at later sign-ins; null leaves the existing cookie unchanged
     */
    public record SetCookies(
            String accessToken,
            Duration accessMaxAge,
            String refreshToken,
            Duration refreshMaxAge,
            @Nullable String deviceToken)
            implements CookieChange {
        /** Returns only the type's name, because the record holds secrets. */
        @Override
        public String toString() {
            return "SetCookies";
        }
    }

    /** Deletes the access and refresh cookies; the device cookie stays. */
    public record ClearCookies() implements CookieChange {}

    /** Leaves the cookies unchanged. */
    public record KeepCookies() implements CookieChange {}
}
