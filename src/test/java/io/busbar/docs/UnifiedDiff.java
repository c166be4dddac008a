package io.busbar.docs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.util.diff.DiffUtils;

/** A diff of two texts. In JSON every hunk says which objects enclose it, for example {@code paths /users get parameters}. */
final class UnifiedDiff {
    private static final int CONTEXT_LINES = 3;
    private static final int MAX_REPORTED_LINES = 300;
    /** Beyond it the comparison, whose memory grows with the square of this number, is left to Git. */
    private static final int MAX_COMPARED_LINES = 4_000;

    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+),\\d+ .*");
    /** The first line of a JSON object or array with a name. */
    private static final Pattern OPENING = Pattern.compile("( *)\"(.+)\" : (\\{|\\[ \\{)");

    private UnifiedDiff() {}

    static String of(String committed, String generated) {
        List<String> before = committed.lines().toList();
        List<String> after = generated.lines().toList();
        long changed = countMissing(before, after) + countMissing(after, before);
        if (changed > MAX_COMPARED_LINES) {
            return changed + " lines differ. Update the file and read `git diff`.";
        }
        List<String> diff = DiffUtils.generateUnifiedDiff(
                "committed", "generated", before, DiffUtils.diff(before, after), CONTEXT_LINES);
        String text = diff.stream()
                .limit(MAX_REPORTED_LINES)
                .map(line -> withLocation(line, before))
                .collect(Collectors.joining("\n"));
        return diff.size() <= MAX_REPORTED_LINES
                ? text
                : text + "\n… and " + (diff.size() - MAX_REPORTED_LINES) + " more lines";
    }

    private static long countMissing(List<String> lines, List<String> others) {
        Set<String> known = new HashSet<>(others);
        return lines.stream().filter(line -> !known.contains(line)).count();
    }

    private static String withLocation(String line, List<String> before) {
        Matcher hunk = HUNK.matcher(line);
        return hunk.matches() ? line + " " + location(before, Integer.parseInt(hunk.group(1))) : line;
    }

    /** Returns the names of the objects that enclose the changed line of a hunk, outer ones first. */
    private static String location(List<String> lines, int firstLine) {
        List<String> above = lines.subList(0, Math.min(firstLine - 1 + CONTEXT_LINES, lines.size()));
        String changed = above.size() < lines.size() ? lines.get(above.size()) : "";
        int indent = changed.length() - changed.stripLeading().length();
        Deque<String> names = new ArrayDeque<>();
        for (String line : above.reversed()) {
            Matcher opening = OPENING.matcher(line);
            if (opening.matches() && opening.group(1).length() < indent) {
                indent = opening.group(1).length();
                names.addFirst(opening.group(2));
            }
        }
        return String.join(" ", names);
    }
}
