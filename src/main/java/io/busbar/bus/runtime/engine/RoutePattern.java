package io.busbar.bus.runtime.engine;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The requests that a route matches: those of its method whose path has such segments. The names of parameters don't matter. */
record RoutePattern(String method, List<String> segments) {
    private static final String PARAMETER = "{}";

    static RoutePattern of(String method, String path) {
        return new RoutePattern(
                method,
                Stream.of(path.substring(1).split("/", -1))
                        .map(segment -> segment.startsWith("{") ? PARAMETER : segment)
                        .toList());
    }

    /** Returns whether a request may match both routes. */
    boolean overlaps(RoutePattern other) {
        return method.equals(other.method)
                && segments.size() == other.segments.size()
                && IntStream.range(0, segments.size()).allMatch(i -> overlap(segments.get(i), other.segments.get(i)));
    }

    private static boolean overlap(String segment, String other) {
        return segment.equals(other) || segment.equals(PARAMETER) || other.equals(PARAMETER);
    }

    /** Returns method and path in the form that is unique among the runtime operations: {@code GET /collections/posts/{}}. */
    @Override
    public String toString() {
        return method + " /" + String.join("/", segments);
    }
}
