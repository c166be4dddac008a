package io.busbar.auth;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What people recognise a device by: the name it gave itself, or browser and system from its User-Agent. */
final class DeviceNames {
    private static final String UNKNOWN = "Unknown device";
    private static final int LONGEST = 60;

    /** The first that matches counts: browsers also name those that they want to be taken for. */
    private static final List<Sign> BROWSERS = List.of(
            new Sign("Edg(e|A|iOS)?/", "Edge"),
            new Sign("OPR/|Opera", "Opera"),
            new Sign("SamsungBrowser/", "Samsung Internet"),
            new Sign("Firefox/|FxiOS/", "Firefox"),
            new Sign("Chrome/|CriOS/|Chromium/", "Chrome"),
            new Sign("Safari/", "Safari"));

    private static final List<Sign> SYSTEMS = List.of(
            new Sign("iPhone", "iPhone"),
            new Sign("iPad", "iPad"),
            new Sign("Android", "Android"),
            new Sign("Windows", "Windows"),
            new Sign("CrOS", "ChromeOS"),
            new Sign("Macintosh|Mac OS X", "macOS"),
            new Sign("Linux|X11", "Linux"));

    private static final Pattern PRODUCT = Pattern.compile("^[A-Za-z][A-Za-z0-9._-]{1,30}");

    private record Sign(Pattern pattern, String name) {
        Sign(String regex, String name) {
            this(Pattern.compile(regex), name);
        }
    }

    private DeviceNames() {}

    static String of(@Nullable String given, @Nullable String userAgent) {
        if (given != null && !given.isBlank()) {
            return given.strip();
        }
        if (userAgent == null) {
            return UNKNOWN;
        }
        Optional<String> browser = find(BROWSERS, userAgent);
        Optional<String> system = find(SYSTEMS, userAgent);
        String name = browser.or(() -> product(userAgent))
                .map(what -> system.map(where -> what + " on " + where).orElse(what))
                .or(() -> system)
                .orElse(UNKNOWN);
        return name.substring(0, Math.min(name.length(), LONGEST));
    }

    private static Optional<String> find(List<Sign> signs, String text) {
        return signs.stream()
                .filter(sign -> sign.pattern().matcher(text).find())
                .map(Sign::name)
                .findFirst();
    }

    /** {@code curl} of {@code curl/8.5.0}; what begins like a browser and is none says nothing. */
    private static Optional<String> product(String userAgent) {
        return PRODUCT.matcher(userAgent)
                .results()
                .map(match -> match.group())
                .filter(name -> !name.equals("Mozilla"))
                .findFirst();
    }
}
