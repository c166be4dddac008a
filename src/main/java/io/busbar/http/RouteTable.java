package io.busbar.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which operation answers a path: a tree of path segments, so that the cost of finding one does not grow with their number. A literal
 * segment wins over a parameter where both serve the method.
 */
final class RouteTable {
    private final Node root = new Node();

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();

        @Nullable
        Node parameter;

        final Map<HttpMethod, Target> targets = new LinkedHashMap<>();
    }

    /** The endpoint at a path and what its parameters are called there. */
    record Target(Endpoint endpoint, List<String> names) {}

    /**
     * What was found.
     *
     * @param target  who answers; null when no such path takes that method
     * @param values  of the path's parameters, in order
     * @param allowed the methods of the path, when nobody answers that one; empty when there is no such path
     */
    record Match(@Nullable Target target, List<String> values, Set<HttpMethod> allowed) {}

    /** Adds an endpoint under a path like {@code /services/{id}}. Two for one path and method are an {@link IllegalStateException}. */
    void add(HttpMethod method, String path, Endpoint endpoint) {
        Node node = root;
        List<String> names = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                if (node.parameter == null) {
                    node.parameter = new Node();
                }
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(segment, text -> new Node());
            }
        }
        Target before = node.targets.putIfAbsent(method, new Target(endpoint, List.copyOf(names)));
        if (before != null) {
            throw new IllegalStateException(
                    method + " " + path + " is claimed by " + before.endpoint().name() + " and by " + endpoint.name());
        }
    }

    /** Finds who answers the path from that position on: {@code services/42}. A slash at its end makes no difference. */
    Match find(HttpMethod method, String path, int from) {
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        List<String> segments = new ArrayList<>(4);
        int at = from;
        while (at <= end) {
            int slash = path.indexOf('/', at);
            int stop = slash < 0 || slash > end ? end : slash;
            segments.add(Percent.decode(path, at, stop, false));
            at = stop + 1;
        }
        HttpMethod wanted = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        List<String> values = new ArrayList<>(2);
        Target target = descend(root, segments, 0, wanted, values);
        return new Match(target, values, target == null ? allowed(segments) : Set.of());
    }

    private static @Nullable Target descend(
            Node node, List<String> segments, int depth, HttpMethod method, List<String> values) {
        if (depth == segments.size()) {
            return node.targets.get(method);
        }
        String segment = segments.get(depth);
        Node literal = node.literals.get(segment);
        if (literal != null) {
            Target found = descend(literal, segments, depth + 1, method, values);
            if (found != null) {
                return found;
            }
        }
        if (node.parameter == null || segment.isEmpty()) {
            return null;
        }
        values.add(segment);
        Target found = descend(node.parameter, segments, depth + 1, method, values);
        if (found == null) {
            values.removeLast();
        }
        return found;
    }

    private Set<HttpMethod> allowed(List<String> segments) {
        Set<HttpMethod> methods = new LinkedHashSet<>();
        collect(root, segments, 0, methods);
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }

    private static void collect(Node node, List<String> segments, int depth, Set<HttpMethod> methods) {
        if (depth == segments.size()) {
            methods.addAll(node.targets.keySet());
            return;
        }
        Node literal = node.literals.get(segments.get(depth));
        if (literal != null) {
            collect(literal, segments, depth + 1, methods);
        }
        if (node.parameter != null && !segments.get(depth).isEmpty()) {
            collect(node.parameter, segments, depth + 1, methods);
        }
    }
}
