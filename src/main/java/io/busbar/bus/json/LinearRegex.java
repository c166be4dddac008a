package io.busbar.bus.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Runs the patterns of the schemas of runtime operations. RE2 takes a time that is linear in the text, whatever the pattern is; Java's
 * own engine would let a short pattern occupy an event loop for hours.
 */
final class LinearRegex {
    /** The largest maximum length of a text with a pattern. */
    static final int MAX_TEXT_LENGTH = 10_000;

    /** The maximum of characters and repetitions as if they were written out. RE2 itself would compile up to a billion. */
    private static final int MAX_WRITTEN_OUT = 1_000;

    /** The maximum number of steps for one text, which take about 50 ms. */
    private static final long MAX_STEPS = 500_000;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{([0-9]{1,4})(?:,([0-9]{0,4}))?}");

    private LinearRegex() {}

    /**
     * Compiles a pattern.
     *
     * @throws PatternSyntaxException if it is not one
     */
    static RegularExpression compile(String regex) {
        Pattern pattern = Pattern.compile(regex);
        // A longer text is too long for the schema too. The validator checks all keywords, so the pattern must not
        // depend on the others.
        return text -> text.codePointCount(0, text.length()) <= MAX_TEXT_LENGTH
                && pattern.matcher(text).find();
    }

    /** Returns what is wrong with a pattern for texts of this maximum length; empty if it can be run. */
    static Optional<String> error(String regex, int maxLength) {
        if (regex.contains("\\Q")) {
            return Optional.of("must not have quoted parts (\\Q)");
        }
        if (writtenOutLength(regex) > MAX_WRITTEN_OUT) {
            return Optional.of("repeats too often: written out, it must be at most " + MAX_WRITTEN_OUT + " characters");
        }
        try {
            long steps = (long) Pattern.compile(regex).programSize() * maxLength;
            return steps <= MAX_STEPS
                    ? Optional.empty()
                    : Optional.of("takes too long for texts of " + maxLength + " characters; shorten either");
        } catch (PatternSyntaxException e) {
            return Optional.of("is not a regular expression of RE2, which has no look-around and no back-references: "
                    + e.getDescription());
        }
    }

    /** Returns the number of characters and classes of a pattern with its counted repetitions written out. */
    private static long writtenOutLength(String regex) {
        Deque<Long> outer = new ArrayDeque<>();
        Matcher count = COUNT.matcher(regex);
        long sum = 0;
        long last = 0;
        int i = 0;
        while (i < regex.length()) {
            char c = regex.charAt(i);
            if (c == '(') {
                outer.push(sum);
                sum = 0;
                i++;
            } else if (c == ')' && !outer.isEmpty()) {
                last = sum;
                sum += outer.pop();
                i++;
            } else if (c == '{' && count.find(i) && count.start() == i) {
                long added = last * (times(count) - 1);
                sum += added;
                last += added;
                i = count.end();
            } else {
                last = 1;
                sum++;
                i = atomEnd(regex, i);
            }
        }
        while (!outer.isEmpty()) {
            sum += outer.pop();
        }
        return sum;
    }

    private static long times(Matcher count) {
        String maximum = count.group(2);
        return Math.max(1, Long.parseLong(maximum == null || maximum.isEmpty() ? count.group(1) : maximum));
    }

    /** Returns the position after the character, the escape or the class that starts at this one. */
    private static int atomEnd(String regex, int start) {
        char c = regex.charAt(start);
        if (c == '\\') {
            return start + 2;
        }
        if (c != '[') {
            return start + 1;
        }
        int i = start + 1;
        if (regex.startsWith("^", i)) {
            i++;
        }
        if (regex.startsWith("]", i)) {
            i++;
        }
        while (i < regex.length() && regex.charAt(i) != ']') {
            i += regex.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
