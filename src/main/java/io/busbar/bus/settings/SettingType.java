package io.busbar.bus.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a setting's value.
 *
 * @param name      the type and range as the reference shows them
 * @param parser    parses a value, or throws an {@link IllegalArgumentException} whose message continues a sentence that begins with the
 *     setting's name
 * @param formatter returns the text from which a value is parsed
 */
public record SettingType<T>(String name, Function<String, T> parser, Function<T, String> formatter) {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final int SECONDS_PER_MINUTE = 60;

    /** Returns a type whose values are formatted by their own {@code toString}. */
    public static <T> SettingType<T> of(String name, Function<String, T> parser) {
        return new SettingType<>(name, parser, Object::toString);
    }

    public static SettingType<String> text() {
        return of("text", text -> text);
    }

    /** Returns the type of texts with at least this many characters. */
    public static SettingType<String> textOfAtLeast(int length) {
        return of("at least " + length + " characters", text -> {
            if (text.length() < length) {
                throw new IllegalArgumentException(
                        "must have at least " + length + " characters, not " + text.length());
            }
            return text;
        });
    }

    public static SettingType<Integer> number(int min, int max) {
        return of(String.format(Locale.ROOT, "%,d to %,d", min, max), text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw new IllegalArgumentException("must be a number from " + min + " to " + max + ", not " + text);
        });
    }

    public static SettingType<Boolean> trueOrFalse() {
        return of("`true` or `false`", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, not " + text);
        });
    }

    /** Returns the type of durations such as {@code 30s}, {@code 15m}, {@code 1h} and {@code 7d}. */
    public static SettingType<Duration> duration() {
        return new SettingType<>("time like `15m`", SettingType::parseDuration, SettingType::formatDuration);
    }

    public static SettingType<Duration> durationUpTo(Duration max) {
        return new SettingType<>(
                "time like `15m`, at most " + formatDuration(max),
                text -> {
                    Duration duration = parseDuration(text);
                    if (duration.compareTo(max) > 0) {
                        throw new IllegalArgumentException("must be at most " + formatDuration(max) + ", not " + text);
                    }
                    return duration;
                },
                SettingType::formatDuration);
    }

    public static SettingType<String> emailAddress() {
        return of("email address", text -> matching("[^\\s@]+@[^\\s@]+", "must be an e-mail address, not ", text));
    }

    /** Returns the type of host names and IP addresses. */
    public static SettingType<String> host() {
        return of(
                "host name or IP address",
                text -> matching(
                        "[A-Za-z0-9]([A-Za-z0-9._-]{0,252})|[0-9a-fA-F:]{2,45}",
                        "must be a host name or IP address, not ",
                        text));
    }

    private static String matching(String pattern, String problem, String text) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException(problem + text);
        }
        return text;
    }

    private static Duration parseDuration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be a time like 30s, 15m, 1h or 7d, not " + text);
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** Returns the duration in its largest whole unit: {@code 7d}, {@code 1h}, {@code 90s}. */
    private static String formatDuration(Duration duration) {
        if (duration.equals(Duration.ofDays(duration.toDays()))) {
            return duration.toDays() + "d";
        }
        if (duration.equals(Duration.ofHours(duration.toHours()))) {
            return duration.toHours() + "h";
        }
        return duration.toSeconds() % SECONDS_PER_MINUTE == 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
    }
}
