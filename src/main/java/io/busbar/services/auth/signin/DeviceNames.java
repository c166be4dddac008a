package io.busbar.services.auth.signin;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names devices for people: by the name that the client sent, or by browser and operating system from the User-Agent. */
final class DeviceNames {
    private static final String UNKNOWN = "Unknown device";
    private static final int MAX_LENGTH = 60;

    /** The first match counts, because browsers also name the browsers that they imitate. */
    private static final List<UserAgentRule> BROWSERS = List.of(
            new UserAgentRule("Edg(e|A|iOS)?/", "Edge"),
            new UserAgentRule("OPR/|Opera", "Opera"),
            new UserAgentRule("SamsungBrowser/", "Samsung Internet"),
            new UserAgentRule("Firefox/|FxiOS/", "Firefox"),
            new UserAgentRule("Chrome/|CriOS/|Chromium/", "Chrome"),
            new UserAgentRule("Safari/", "Safari"));

    private static final List<UserAgentRule> OPERATING_SYSTEMS = List.of(
            new UserAgentRule("iPhone", "iPhone"),
            new UserAgentRule("iPad", "iPad"),
            new UserAgentRule("Android", "Android"),
            new UserAgentRule("Windows", "Windows"),
            new UserAgentRule("CrOS", "ChromeOS"),
            new UserAgentRule("Macintosh|Mac OS X", "macOS"),
            new UserAgentRule("Linux|X11", "Linux"));

    private static final Pattern PRODUCT = Pattern.compile("^[A-Za-z][A-Za-z0-9._-]{1,30}");

    private record UserAgentRule(Pattern pattern, String name) {
        UserAgentRule(String regex, String name) {
            this(Pattern.compile(regex), name);
        }
    }

    private DeviceNames() {}

    static String of(@Nullable String given, @Nullable String userAgent) {
        if (given != null) {
            return given;
        }
        if (userAgent == null) {
            return UNKNOWN;
        }
        Optional<String> browser = find(BROWSERS, userAgent);
        Optional<String> system = find(OPERATING_SYSTEMS, userAgent);
        String name = browser.or(() -> product(userAgent))
                .map(browserName -> system.map(systemName -> browserName + " on " + systemName)
                        .orElse(browserName))
                .or(() -> system)
                .orElse(UNKNOWN);
        return name.substring(0, Math.min(name.length(), MAX_LENGTH));
    }

    private static Optional<String> find(List<UserAgentRule> userAgentRules, String text) {
        return userAgentRules.stream()
                .filter(userAgentRule -> userAgentRule.pattern().matcher(text).find())
                .map(UserAgentRule::name)
                .findFirst();
    }

    /** Returns the product, for example {@code curl} of {@code curl/8.5.0}. Empty for unknown browsers. */
    private static Optional<String> product(String userAgent) {
        return PRODUCT.matcher(userAgent)
                .results()
                .map(match -> match.group())
                .filter(name -> !name.equals("Mozilla"))
                .findFirst();
    }
}
