package io.busbar.data.listing;

/**
 * One expression that a list is sorted by. Its values must not be null, and must be of bounded length: a text has at most 200 characters.
 *
 * @param expression SQL expression, identical to the one in the index that serves the order
 * @param type       type of the expression
 */
public record SortKey(String expression, SortType type) {
    public static SortKey text(String expression) {
        return new SortKey(expression, SortType.TEXT);
    }

    public static SortKey integer(String expression) {
        return new SortKey(expression, SortType.INTEGER);
    }

    public static SortKey bigint(String expression) {
        return new SortKey(expression, SortType.LONG);
    }

    public static SortKey decimal(String expression) {
        return new SortKey(expression, SortType.DECIMAL);
    }

    public static SortKey real(String expression) {
        return new SortKey(expression, SortType.REAL);
    }

    public static SortKey time(String expression) {
        return new SortKey(expression, SortType.TIME);
    }

    public static SortKey id(String expression) {
        return new SortKey(expression, SortType.ID);
    }
}
