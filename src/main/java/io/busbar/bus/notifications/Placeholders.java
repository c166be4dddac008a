package io.busbar.bus.notifications;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds and replaces the placeholders of a template: names in braces, such as {@code {service}}. */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z]+)}");

    private Placeholders() {}

    /** Returns the names in a template, sorted. */
    static Set<String> in(String template) {
        Set<String> names = new TreeSet<>();
        PLACEHOLDER.matcher(template).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    /** Replaces the placeholders that have a value; the others stay. */
    static String replace(String template, Map<String, String> values) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    /** Returns the text with an upper-case first letter, as at the start of a sentence. */
    static String capitalize(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Returns a text from a user such that it contains no placeholder. */
    static String escape(String text) {
        return text.replace("{", NotificationRequest.BRACE);
    }
}
