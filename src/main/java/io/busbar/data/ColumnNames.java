package io.busbar.data;

import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names the column of a component: {@code created_at} for {@code createdAt}. */
final class ColumnNames {
    private static final Pattern WORD_START = Pattern.compile("(?=[A-Z])");

    private ColumnNames() {}

    static String of(RecordComponent component) {
        return WORD_START.matcher(component.getName()).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}
