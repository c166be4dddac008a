package io.busbar.http.server;

import io.busbar.http.request.PercentDecoder;
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
 * Finds the endpoint of a path and method in a tree of path segments, so that the cost of a lookup does not grow with the number of
 * endpoints. A literal segment takes precedence over a parameter if both support the method.
 */
public final class RouteTable {
    private final PathNode root = new PathNode();

    private static final class PathNode {
        final Map<String, PathNode> literalChildren = new HashMap<>();

        @Nullable
        PathNode parameterChild;

        final Map<HttpMethod, RouteTarget> routeTargets = new LinkedHashMap<>();
    }

    /** An endpoint and the names of its path parameters. */
    record RouteTarget(Endpoint<?, ?> endpoint, List<String> parameterNames) {}

    /**
     * The result of a lookup.
     *
     * @param target the matching endpoint; null if no endpoint has this path and method
     * @param parameterValues values of the path parameters, in order
     * @param allowedMethods methods of the path if none matched; empty if the path does not exist
     */
    record RouteMatch(@Nullable RouteTarget target, List<String> parameterValues, Set<HttpMethod> allowedMethods) {}

    /**
     * Adds an endpoint at a path such as {@code /services/{id}}.
     *
     * @throws IllegalStateException if another endpoint has the same path and method
     */
    public void add(HttpMethod method, String path, Endpoint<?, ?> endpoint) {
        PathNode pathNode = root;
        List<String> parameterNames = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            if (isParameter(segment)) {
                parameterNames.add(segment.substring(1, segment.length() - 1));
            }
            pathNode = child(pathNode, segment);
        }
        RouteTarget existing =
                pathNode.routeTargets.putIfAbsent(method, new RouteTarget(endpoint, List.copyOf(parameterNames)));
        if (existing != null) {
            throw new IllegalStateException(method + " " + path + " is claimed by "
                    + existing.endpoint().name() + " and by " + endpoint.name());
        }
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    private static PathNode child(PathNode parent, String segment) {
        if (!isParameter(segment)) {
            return parent.literalChildren.computeIfAbsent(segment, text -> new PathNode());
        }
        PathNode existing = parent.parameterChild;
        if (existing != null) {
            return existing;
        }
        PathNode newChild = new PathNode();
        parent.parameterChild = newChild;
        return newChild;
    }

    /** Finds the endpoint of the path from position {@code start} on, such as {@code services/42}. A trailing slash is ignored. */
    RouteMatch find(HttpMethod method, String path, int start) {
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        List<String> segments = new ArrayList<>(4);
        int position = start;
        while (position <= end) {
            int slash = path.indexOf('/', position);
            int segmentEnd = slash < 0 || slash > end ? end : slash;
            segments.add(PercentDecoder.decode(path, position, segmentEnd, false));
            position = segmentEnd + 1;
        }
        HttpMethod lookupMethod = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        List<String> parameterValues = new ArrayList<>(2);
        RouteTarget routeTarget = findTarget(root, segments, 0, lookupMethod, parameterValues);
        return new RouteMatch(routeTarget, parameterValues, routeTarget == null ? allowedMethods(segments) : Set.of());
    }

    private static @Nullable RouteTarget findTarget(
            PathNode pathNode, List<String> segments, int depth, HttpMethod method, List<String> parameterValues) {
        if (depth == segments.size()) {
            return pathNode.routeTargets.get(method);
        }
        String segment = segments.get(depth);
        PathNode literal = pathNode.literalChildren.get(segment);
        if (literal != null) {
            RouteTarget found = findTarget(literal, segments, depth + 1, method, parameterValues);
            if (found != null) {
                return found;
            }
        }
        if (pathNode.parameterChild == null || segment.isEmpty()) {
            return null;
        }
        parameterValues.add(segment);
        RouteTarget found = findTarget(pathNode.parameterChild, segments, depth + 1, method, parameterValues);
        if (found == null) {
            parameterValues.removeLast();
        }
        return found;
    }

    private Set<HttpMethod> allowedMethods(List<String> segments) {
        Set<HttpMethod> methods = new LinkedHashSet<>();
        collectMethods(root, segments, 0, methods);
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }

    private static void collectMethods(PathNode pathNode, List<String> segments, int depth, Set<HttpMethod> methods) {
        if (depth == segments.size()) {
            methods.addAll(pathNode.routeTargets.keySet());
            return;
        }
        PathNode literal = pathNode.literalChildren.get(segments.get(depth));
        if (literal != null) {
            collectMethods(literal, segments, depth + 1, methods);
        }
        if (pathNode.parameterChild != null && !segments.get(depth).isEmpty()) {
            collectMethods(pathNode.parameterChild, segments, depth + 1, methods);
        }
    }
}
