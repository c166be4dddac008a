package io.busbar.http.security;

import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.SessionCookie;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of a session. Scripts cannot read them; other sites' forms and scripts do not send them. {@code SameSite=Lax} and not
 * {@code Strict}: the latter would also drop them when somebody follows a link from a mail, and look signed out; what Lax lets through
 * are top-level GETs, which change nothing here. For a client that came by TLS, to us or to a trusted proxy, the prefix {@code __Host-}
 * binds them to this host alone (RFC 6265bis).
 */
public final class SessionCookies {
    /** Browsers keep no cookie for longer (RFC 6265bis, 5.5). */
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

    /** Those of a client that came by TLS, or not. */
    public static SessionCookies of(boolean secure) {
        return secure ? SECURE : PLAIN;
    }

    /** What came in the cookie. */
    @Nullable
    public String read(SessionCookie cookie, @Nullable String cookieHeader) {
        return find(cookieHeader, names.get(cookie));
    }

    /** Whether one came that stands for somebody. */
    boolean hasSession(@Nullable String cookieHeader) {
        return read(SessionCookie.ACCESS, cookieHeader) != null || read(SessionCookie.REFRESH, cookieHeader) != null;
    }

    /** Does to them what the answer says. */
    public void apply(SessionChange.CookieChange change, MultiMap responseHeaders) {
        switch (change) {
            case SessionChange.SetCookies setCookies -> {
                set(responseHeaders, SessionCookie.ACCESS, setCookies.accessToken(), setCookies.accessMaxAge());
                set(responseHeaders, SessionCookie.REFRESH, setCookies.refreshToken(), setCookies.refreshMaxAge());
                if (setCookies.deviceToken() != null) {
                    set(responseHeaders, SessionCookie.DEVICE, setCookies.deviceToken(), MAX_DEVICE_AGE);
                }
            }
            case SessionChange.ClearCookies clearCookies -> {
                set(responseHeaders, SessionCookie.ACCESS, "", Duration.ZERO);
                set(responseHeaders, SessionCookie.REFRESH, "", Duration.ZERO);
            }
            case SessionChange.KeepCookies keepCookies -> {}
        }
    }

    private void set(MultiMap responseHeaders, SessionCookie cookie, String value, Duration age) {
        responseHeaders.add(
                HttpHeaders.SET_COOKIE, names.get(cookie) + "=" + value + "; Max-Age=" + age.toSeconds() + attributes);
    }

    /** The first cookie of that exact name. A browser sends the one with the longest path first. */
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
