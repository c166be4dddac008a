package io.busbar.http;

import io.busbar.bus.SessionChange;
import io.busbar.bus.SessionCookie;
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
final class SessionCookies {
    /** Browsers keep no cookie for longer (RFC 6265bis, 5.5). */
    private static final Duration DEVICE_AGE = Duration.ofDays(400);

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
    static SessionCookies of(boolean secure) {
        return secure ? SECURE : PLAIN;
    }

    /** What came in the cookie. */
    @Nullable
    String read(SessionCookie cookie, @Nullable String cookieHeader) {
        return find(cookieHeader, names.get(cookie));
    }

    /** Whether one came that stands for somebody. */
    boolean any(@Nullable String cookieHeader) {
        return read(SessionCookie.ACCESS, cookieHeader) != null || read(SessionCookie.REFRESH, cookieHeader) != null;
    }

    /** Does to them what the answer says. */
    void change(SessionChange.Cookies change, MultiMap answer) {
        switch (change) {
            case SessionChange.Opened opened -> {
                set(answer, SessionCookie.ACCESS, opened.accessToken(), opened.accessAge());
                set(answer, SessionCookie.REFRESH, opened.refreshToken(), opened.refreshAge());
                if (opened.device() != null) {
                    set(answer, SessionCookie.DEVICE, opened.device(), DEVICE_AGE);
                }
            }
            case SessionChange.Closed closed -> {
                set(answer, SessionCookie.ACCESS, "", Duration.ZERO);
                set(answer, SessionCookie.REFRESH, "", Duration.ZERO);
            }
            case SessionChange.Kept kept -> {}
        }
    }

    private void set(MultiMap answer, SessionCookie cookie, String value, Duration age) {
        answer.add(
                HttpHeaders.SET_COOKIE, names.get(cookie) + "=" + value + "; Max-Age=" + age.toSeconds() + attributes);
    }

    /** The first cookie of that exact name. A browser sends the one with the longest path first. */
    private static @Nullable String find(@Nullable String header, @Nullable String name) {
        if (header == null || name == null) {
            return null;
        }
        int at = 0;
        while (at < header.length()) {
            int end = header.indexOf(';', at);
            end = end < 0 ? header.length() : end;
            while (at < end && header.charAt(at) == ' ') {
                at++;
            }
            if (header.startsWith(name, at) && at + name.length() < end && header.charAt(at + name.length()) == '=') {
                String value = header.substring(at + name.length() + 1, end).strip();
                return value.isEmpty() ? null : value;
            }
            at = end + 1;
        }
        return null;
    }
}
