package io.busbar.http.security;

import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.SessionCookie;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The session cookies. Scripts cannot read them, and forms and scripts of other sites do not send them. {@code SameSite} is {@code
 * Lax}, because {@code Strict} would also drop the cookies when the user follows a link from an email, so that the user would
 * appear signed out; Lax allows top-level GETs only, which change nothing. For clients that connect over TLS, to this node or to a
 * trusted proxy, the prefix {@code __Host-} binds the cookies to this host (RFC 6265bis).
 */
public final class SessionCookies {
    /** Browsers limit the age of cookies to 400 days (RFC 6265bis, section 5.5). */
    private static final Duration MAX_DEVICE_AGE = Duration.ofDays(400);

    private static final SessionCookies PLAIN = new SessionCookies("", "");
    private static final SessionCookies SECURE = new SessionCookies("__Host-", "; Secure");

    private final Map<SessionCookie, String> names;
    private final String attributes;

    private SessionCookies(String prefix, String secure) {
        names = Map.of(
                SessionCookie.ACCESS, prefix + "access_token",
                SessionCookie.REFRESH, prefix + "refresh_token",
                SessionCookie.DEVICE, prefix + "device_token");
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + secure;
    }

    /** Returns the cookies for a client that connects over TLS ({@code secure}) or not. */
    public static SessionCookies of(boolean secure) {
        return secure ? SECURE : PLAIN;
    }

    /** Returns the value of the cookie; null if it is missing. */
    @Nullable
    public String read(SessionCookie cookie, @Nullable String cookieHeader) {
        return find(cookieHeader, names.get(cookie));
    }

    /** Returns whether the request has an access or refresh cookie. */
    boolean hasSession(@Nullable String cookieHeader) {
        return read(SessionCookie.ACCESS, cookieHeader) != null || read(SessionCookie.REFRESH, cookieHeader) != null;
    }

    /** Applies a cookie change to the response. */
    public void apply(SessionChange.CookieChange change, MultiMap responseHeaders) {
        switch (change) {
            case SessionChange.SetCookies setCookies -> setAll(responseHeaders, setCookies);
            case SessionChange.ClearCookies clearCookies -> clearSession(responseHeaders);
            case SessionChange.KeepCookies keepCookies -> {}
        }
    }

    private void setAll(MultiMap responseHeaders, SessionChange.SetCookies setCookies) {
        set(responseHeaders, SessionCookie.ACCESS, setCookies.accessToken(), setCookies.accessMaxAge());
        set(responseHeaders, SessionCookie.REFRESH, setCookies.refreshToken(), setCookies.refreshMaxAge());
        if (setCookies.deviceToken() != null) {
            set(responseHeaders, SessionCookie.DEVICE, setCookies.deviceToken(), MAX_DEVICE_AGE);
        }
    }

    private void clearSession(MultiMap responseHeaders) {
        set(responseHeaders, SessionCookie.ACCESS, "", Duration.ZERO);
        set(responseHeaders, SessionCookie.REFRESH, "", Duration.ZERO);
    }

    private void set(MultiMap responseHeaders, SessionCookie cookie, String value, Duration age) {
        responseHeaders.add(
                HttpHeaders.SET_COOKIE, names.get(cookie) + "=" + value + "; Max-Age=" + age.toSeconds() + attributes);
    }

    /** Returns the first cookie with exactly this name. Browsers send the cookie with the longest path first. */
    private static @Nullable String find(@Nullable String header, @Nullable String name) {
        if (header == null || name == null) {
            return null;
        }
        int position = 0;
        while (position < header.length()) {
            int end = header.indexOf(';', position);
            end = end < 0 ? header.length() : end;
            while (position < end && header.charAt(position) == ' ') {
                position++;
            }
            if (header.startsWith(name, position)
                    && position + name.length() < end
                    && header.charAt(position + name.length()) == '=') {
                String value =
                        header.substring(position + name.length() + 1, end).strip();
                return value.isEmpty() ? null : value;
            }
            position = end + 1;
        }
        return null;
    }
}
