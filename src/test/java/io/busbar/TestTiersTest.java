package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.busbar.data.Database;
import io.busbar.data.ReconnectingRedis;
import io.busbar.http.HttpFrontend;
import io.busbar.node.Node;
import io.busbar.node.cluster.ClusterMembership;
import io.busbar.node.embedded.EmbeddedServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;

/** The border between the tests of {@code mvn test} and those that only {@code mvn verify} runs. */
class TestTiersTest {
    private static final String TESTS = "io.busbar";

    /** Each opens a socket that others connect to, connects to such a server, or starts a process. */
    private static final Set<String> SERVERS = Set.of(
                    Node.class,
                    EmbeddedServers.class,
                    ClusterMembership.class,
                    HttpFrontend.class,
                    Database.class,
                    ReconnectingRedis.class,
                    HttpServer.class,
                    NetServer.class,
                    ServerSocket.class,
                    HazelcastClusterManager.class,
                    ProcessBuilder.class,
                    redis.embedded.RedisServer.class)
            .stream()
            .map(Class::getName)
            .collect(Collectors.toUnmodifiableSet());

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> location.contains("/test-classes/"))
            .importPackages(TESTS);

    private static final Map<JavaClass, List<JavaClass>> NESTED = CLASSES.stream()
            .filter(type -> type.getEnclosingClass().isPresent())
            .collect(Collectors.groupingBy(type -> type.getEnclosingClass().orElseThrow()));

    @Test
    void unitTests_always_touchNoServer() {
        List<String> wrong = testClasses().stream()
                .filter(type -> !isTagged(type))
                .map(type -> type.getName() + " uses " + serversOf(type))
                .filter(sentence -> !sentence.endsWith("[]"))
                .toList();

        assertThat(wrong).as("test classes that need @UsesServers").isEmpty();
    }

    @Test
    void integrationTests_always_touchAServer() {
        List<String> wrong = testClasses().stream()
                .filter(type -> isTagged(type) && serversOf(type).isEmpty())
                .map(JavaClass::getName)
                .toList();

        assertThat(wrong).as("test classes that don't need @UsesServers").isEmpty();
    }

    /** The outermost classes with tests, without those that only name what others must not use. */
    private static List<JavaClass> testClasses() {
        List<JavaClass> found = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .filter(type -> type.getSimpleName().endsWith("Test"))
                .filter(type ->
                        !type.isEquivalentTo(ArchitectureTest.class) && !type.isEquivalentTo(TestTiersTest.class))
                .toList();
        assertThat(found).hasSizeGreaterThan(100);
        return found;
    }

    private static boolean isTagged(JavaClass type) {
        return AnnotationSupport.findRepeatableAnnotations(type.reflect(), Tag.class).stream()
                .anyMatch(tag -> tag.value().equals(UsesServers.TAG));
    }

    /** The servers that the class reaches through the classes of the tests. */
    private static Set<String> serversOf(JavaClass test) {
        Set<JavaClass> seen = new HashSet<>(Set.of(test));
        Deque<JavaClass> open = new ArrayDeque<>(seen);
        Set<String> servers = new HashSet<>();
        while (!open.isEmpty()) {
            JavaClass next = open.remove();
            for (Dependency dependency : next.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (SERVERS.contains(target.getName())) {
                    servers.add(target.getSimpleName() + " through " + next.getSimpleName());
                } else if (CLASSES.contain(target.getName()) && seen.add(target)) {
                    open.add(target);
                }
            }
            // Nested classes run with the test even where nothing mentions them.
            NESTED.getOrDefault(next, List.of()).stream().filter(seen::add).forEach(open::add);
        }
        return servers;
    }
}
