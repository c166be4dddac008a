package io.busbar.bus;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that changes the browser's session: the front sets or clears the two cookies and shows only {@code body}.
 *
 * @param body    what the client sees
 * @param cookies the new tokens, or null to clear both
 */
public record SessionChange<B>(B body, @Nullable Cookies cookies) {

    /** The two tokens and how long a browser keeps them. */
    public record Cookies(String accessToken, Duration accessAge, String refreshToken, Duration refreshAge) {}
}
