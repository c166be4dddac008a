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

    /** The nodes that a class asks for. Classes with equal configurations share them. */
    private record NodeConfiguration(int nodes, String group, Map<String, String> settings) {
        static NodeConfiguration of(BusbarNode annotation) {
            Map<String, String> settings = new TreeMap<>();
            for (String setting : annotation.settings()) {
                int equals = setting.indexOf('=');
                settings.put(setting.substring(0, equals), setting.substring(equals + 1));
            }
            if (annotation.services().length > 0) {
                settings.put("SERVICES", String.join(",", new TreeSet<>(Arrays.asList(annotation.services()))));
            }
            return new NodeConfiguration(annotation.nodes(), annotation.group(), Map.copyOf(settings));
        }

        RunningNodes startShared(int redisDatabase) {
            Map<String, String> withRedis = new TreeMap<>(settings);
            withRedis.put("REDIS_URL", TestServers.sharedRedisUrl(redisDatabase));
            return new NodeConfiguration(nodes, group, withRedis).start(redisDatabase);
        }

        RunningNodes start() {
            return start(NO_SHARED_REDIS_DATABASE);
        }

        private RunningNodes start(int redisDatabase) {
            return switch (nodes) {
                case 1 -> new RunningNodes(List.of(TestNode.start(settings)), redisDatabase);
                case 2 -> {
                    TwoNodeCluster both = TwoNodeCluster.start(settings);
                    yield new RunningNodes(List.of(both.first(), both.second()), redisDatabase);
                }
                default -> throw new IllegalArgumentException("nodes must be 1 or 2, not " + nodes);
            };
        }
    }

    private record RunningNodes(List<TestNode> nodes, int redisDatabase) implements AutoCloseable {
        @Override
        public void close() {
            nodes.reversed().forEach(TestNode::close);
        }
    }

    /** The shared nodes of this JVM, least recently used first. A JVM runs one class at a time, so the others are not in use. */
    private static final class SharedNodes implements AutoCloseable {
        private final LinkedHashMap<NodeConfiguration, RunningNodes> byConfiguration = new LinkedHashMap<>();

        RunningNodes acquire(NodeConfiguration configuration) {
            RunningNodes running = byConfiguration.remove(configuration);
            if (running == null) {
                makeRoom(configuration.nodes());
                running = configuration.startShared(unusedRedisDatabase());
            }
            byConfiguration.put(configuration, running);
            return running;
        }

        private void makeRoom(int nodes) {
            while (!byConfiguration.isEmpty() && runningNodes() + nodes > MAX_SHARED_NODES) {
                byConfiguration.pollFirstEntry().getValue().close();
            }
        }

        private int unusedRedisDatabase() {
            return IntStream.range(0, MAX_SHARED_NODES)
                    .filter(database ->
                            byConfiguration.values().stream().noneMatch(running -> running.redisDatabase() == database))
                    .findFirst()
                    .orElseThrow();
        }

        private int runningNodes() {
            return byConfiguration.keySet().stream()
                    .mapToInt(NodeConfiguration::nodes)
                    .sum();
        }

        @Override
        public void close() {
            byConfiguration.values().forEach(RunningNodes::close);
        }
    }

    /** The nodes that a class uses; a wrapper that the store does not close, because they may be shared. */
    private record ClassNodes(List<TestNode> nodes) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        BusbarNode annotation = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), BusbarNode.class)
                .orElseThrow();
        NodeConfiguration configuration = NodeConfiguration.of(annotation);
        // Surefire starts a run of its own for each class, so only the session lasts as long as the JVM.
        Store ofClass = context.getStore(NAMESPACE);
        RunningNodes running = annotation.shared()
                ? context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                        .computeIfAbsent(SharedNodes.class, type -> new SharedNodes(), SharedNodes.class)
                        .acquire(configuration)
                : ofClass.computeIfAbsent(configuration, NodeConfiguration::start, RunningNodes.class);
        ofClass.put(ClassNodes.class, new ClassNodes(running.nodes()));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestNode.class || type == TwoNodeCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        List<TestNode> nodes = context.getStore(NAMESPACE)
                .getOrDefault(ClassNodes.class, ClassNodes.class, new ClassNodes(List.of()))
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
