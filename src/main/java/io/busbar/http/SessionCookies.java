package io.busbar.http;

import io.busbar.bus.SessionChange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The two cookies of a session. Scripts cannot read them; other sites' forms and scripts do not send them. {@code SameSite=Lax} and not
 * {@code Strict}: the latter would also drop them when somebody follows a link from a mail, and look signed out; what Lax lets through
 * are top-level GETs, which change nothing here. Under TLS the prefix {@code __Host-} binds them to this host alone (RFC 6265bis).
 */
final class SessionCookies {
    private final String access;
    private final String refresh;
    private final String attributes;

    SessionCookies(boolean tls) {
        String prefix = tls ? "__Host-" : "";
        access = prefix + "access_token";
        refresh = prefix + "refresh_token";
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (tls ? "; Secure" : "");
    }

    /** The access token that came as a cookie. */
    @Nullable
    String accessToken(@Nullable String cookieHeader) {
        return find(cookieHeader, access);
    }

    /** Whether either cookie came. */
    boolean any(@Nullable String cookieHeader) {
        return find(cookieHeader, access) != null || find(cookieHeader, refresh) != null;
    }

    /** Sets or clears both. */
    void change(SessionChange.@Nullable Cookies cookies, MultiMap answer) {
        if (cookies == null) {
            answer.add(HttpHeaders.SET_COOKIE, cookie(access, "", Duration.ZERO));
            answer.add(HttpHeaders.SET_COOKIE, cookie(refresh, "", Duration.ZERO));
        } else {
            answer.add(HttpHeaders.SET_COOKIE, cookie(access, cookies.accessToken(), cookies.accessAge()));
            answer.add(HttpHeaders.SET_COOKIE, cookie(refresh, cookies.refreshToken(), cookies.refreshAge()));
        }
    }

    private String cookie(String name, String value, Duration age) {
        return name + "=" + value + "; Max-Age=" + age.toSeconds() + attributes;
    }

    /** The first cookie of that exact name. A browser sends the one with the longest path first. */
    private static @Nullable String find(@Nullable String header, String name) {
        if (header == null) {
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
