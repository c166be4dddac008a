package io.busbar.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts the nodes that {@link BusbarNode} asks for at their first use. They stop at the end of the JVM's test run, or earlier to make room
 * for others.
 */
final class BusbarNodeExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BusbarNodeExtension.class);

    /** The shared nodes of a JVM that run at the same time. Each keeps up to 40 connections, and PostgreSQL has 400 for all JVMs. */
    private static final int MAX_SHARED_NODES = 3;

    private static final int NO_SHARED_REDIS_DATABASE = -1;

    /** What distinguishes nodes that are not the same. */
    private record Shape(int nodes, String group, Map<String, String> settings) {
        static Shape of(BusbarNode wanted) {
            Map<String, String> settings = new TreeMap<>();
            for (String setting : wanted.settings()) {
                int equals = setting.indexOf('=');
                settings.put(setting.substring(0, equals), setting.substring(equals + 1));
            }
            if (wanted.services().length > 0) {
                settings.put("SERVICES", String.join(",", new TreeSet<>(Arrays.asList(wanted.services()))));
            }
            return new Shape(wanted.nodes(), wanted.group(), Map.copyOf(settings));
        }

        Running startShared(int redisDatabase) {
            Map<String, String> withRedis = new TreeMap<>(settings);
            withRedis.put("REDIS_URL", TestServers.sharedRedisUrl(redisDatabase));
            return new Shape(nodes, group, withRedis).start(redisDatabase);
        }

        Running start() {
            return start(NO_SHARED_REDIS_DATABASE);
        }

        private Running start(int redisDatabase) {
            return switch (nodes) {
                case 1 -> new Running(List.of(TestNode.start(settings)), redisDatabase);
                case 2 -> {
                    TwoNodeCluster both = TwoNodeCluster.start(settings);
                    yield new Running(List.of(both.first(), both.second()), redisDatabase);
                }
                default -> throw new IllegalArgumentException("nodes must be 1 or 2, not " + nodes);
            };
        }
    }

    private record Running(List<TestNode> nodes, int redisDatabase) implements AutoCloseable {
        @Override
        public void close() {
            nodes.reversed().forEach(TestNode::close);
        }
    }

    /** The shared nodes of this JVM, least recently used first. A JVM runs one class at a time, so the others are not in use. */
    private static final class SharedNodes implements AutoCloseable {
        private final LinkedHashMap<Shape, Running> byShape = new LinkedHashMap<>();

        Running acquire(Shape shape) {
            Running running = byShape.remove(shape);
            if (running == null) {
                makeRoom(shape.nodes());
                running = shape.startShared(unusedRedisDatabase());
            }
            byShape.put(shape, running);
            return running;
        }

        private void makeRoom(int nodes) {
            while (!byShape.isEmpty() && runningNodes() + nodes > MAX_SHARED_NODES) {
                byShape.pollFirstEntry().getValue().close();
            }
        }

        private int unusedRedisDatabase() {
            return IntStream.range(0, MAX_SHARED_NODES)
                    .filter(database ->
                            byShape.values().stream().noneMatch(running -> running.redisDatabase() == database))
                    .findFirst()
                    .orElseThrow();
        }

        private int runningNodes() {
            return byShape.keySet().stream().mapToInt(Shape::nodes).sum();
        }

        @Override
        public void close() {
            byShape.values().forEach(Running::close);
        }
    }

    /** The nodes of a class, which the store of the class must not close when they are shared. */
    private record Lent(List<TestNode> nodes) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        BusbarNode wanted = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), BusbarNode.class)
                .orElseThrow();
        Shape shape = Shape.of(wanted);
        // Surefire starts a run of its own for each class, so only the session lasts as long as the JVM.
        Store ofClass = context.getStore(NAMESPACE);
        Running running = wanted.shared()
                ? context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                        .computeIfAbsent(SharedNodes.class, type -> new SharedNodes(), SharedNodes.class)
                        .acquire(shape)
                : ofClass.computeIfAbsent(shape, Shape::start, Running.class);
        ofClass.put(Lent.class, new Lent(running.nodes()));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestNode.class || type == TwoNodeCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        List<TestNode> nodes = context.getStore(NAMESPACE)
                .getOrDefault(Lent.class, Lent.class, new Lent(List.of()))
                .nodes();
        Class<?> type = parameter.getParameter().getType();
        if (type == TestNode.class && nodes.size() == 1) {
            return nodes.getFirst();
        }
        if (type == TwoNodeCluster.class && nodes.size() == 2) {
            return new TwoNodeCluster(nodes.getFirst(), nodes.getLast());
        }
        throw new IllegalStateException("A test with " + nodes.size() + " nodes has no " + type.getSimpleName());
    }
}
