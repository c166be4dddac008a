package io.busbar.bus.response;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that can change the browser's session.
 *
 * @param body    what the client sees
 * @param cookieChange what becomes of its cookies
 */
public record SessionChange<B>(B body, CookieChange cookieChange) {

    /** What becomes of a browser's cookies. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = SetCookies.class, name = "set"),
        @JsonSubTypes.Type(value = ClearCookies.class, name = "clear"),
        @JsonSubTypes.Type(value = KeepCookies.class, name = "keep")
    })
    public sealed interface CookieChange {}

    /**
     * They hold these tokens from now on, for as long as said.
     *
     * @param deviceToken what the browser is recognised by later; null leaves what it has
     */
    public record SetCookies(
            String accessToken,
            Duration accessMaxAge,
            String refreshToken,
            Duration refreshMaxAge,
            @Nullable String deviceToken)
            implements CookieChange {
        /** Nothing of it: it holds secrets. */
        @Override
        public String toString() {
            return "SetCookies";
        }
    }

    /** Both tokens go; by what the browser is recognised stays. */
    public record ClearCookies() implements CookieChange {}

    /** They stay as they are. */
    public record KeepCookies() implements CookieChange {}
}
