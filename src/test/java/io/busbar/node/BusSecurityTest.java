package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.node.cluster.ClusterConfigFile;
import io.busbar.node.cluster.ClusterMembership;
import io.busbar.testing.TestCertificates;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hazelcast has no authentication, so an attacker may find the address of every node's bus. The bus itself must reject the attacker. */
@UsesServers
class BusSecurityTest {
    private static final String ADDRESS = "valuables";

    @TempDir
    private static Path folder;

    private static final Deque<Runnable> OPENED = new ArrayDeque<>();
    private static final AtomicInteger TAKEN = new AtomicInteger();
    private static TestCertificates ours;
    private static DatabaseAddress database;
    private static int busPort;

    @BeforeAll
    static void open() throws IOException {
        ours = TestCertificates.create(Files.createDirectory(folder.resolve("ours")));
        database = DatabaseAddress.parse(TestServers.freshDatabase());
        ClusterMembership clusterMembership = join("node");
        Vertx node = ClusteredVertx.start(clusterMembership.hazelcast(), trusting(ours))
                .await();
        OPENED.push(() -> node.close().await());
        clusterMembership.startHeartbeat(node, new Database(node, database.options()));
        busPort = ((VertxInternal) node).clusterManager().getNodeInfo().port();
        node.eventBus()
                .consumer(ADDRESS, message -> {
                    TAKEN.incrementAndGet();
                    message.reply("taken");
                })
                .completion()
                .await();
    }

    @AfterAll
    static void close() {
        OPENED.forEach(Runnable::run);
    }

    @Test
    void request_fromNodeOfSameAuthority_isAnswered() {
        Vertx other =
                ClusteredVertx.start(join("other").hazelcast(), trusting(ours)).await();
        OPENED.push(() -> other.close().await());
        await().ignoreExceptions().untilAsserted(() -> assertThat(ask(other)).isEqualTo("taken"));
    }

    @Test
    void request_withoutTls_isNeverDelivered() throws TimeoutException {
        assertNeverDelivered(new EventBusOptions());
    }

    @Test
    void connect_withoutClientCertificate_isRejected() throws IOException, GeneralSecurityException {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (Socket socket = trusting.getSocketFactory().createSocket("127.0.0.1", busPort)) {
            socket.setSoTimeout(5_000);
            assertThatThrownBy(() -> {
                        socket.getOutputStream().write(new byte[64]);
                        if (socket.getInputStream().read() < 0) {
                            throw new SSLException("closed");
                        }
                    })
                    // The rejection follows the client's side of the handshake, as an alert or a closed connection.
                    .isInstanceOfAny(SSLException.class, SocketException.class);
        }
    }

    @Test
    void request_withCertificateOfOtherAuthority_isNeverDelivered() throws IOException, TimeoutException {
        TestCertificates theirs = TestCertificates.create(Files.createDirectory(folder.resolve("theirs")));
        assertNeverDelivered(new EventBusOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(theirs.certificate().toString())
                        .setKeyPath(theirs.key().toString())));
    }

    private static void assertNeverDelivered(EventBusOptions bus) throws TimeoutException {
        VertxOptions options = new VertxOptions().setEventBusOptions(bus.setHost("127.0.0.1"));
        Vertx stranger = Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(
                        join("stranger-" + OPENED.size()).hazelcast()))
                .buildClustered()
                .await(20, TimeUnit.SECONDS);
        OPENED.push(() -> stranger.close().await());
        int before = TAKEN.get();
        // The request fails with NO_HANDLERS until the address is known, then with TIMEOUT, as its message is never
        // delivered.
        await().untilAsserted(() -> assertThatThrownBy(() -> ask(stranger))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.TIMEOUT)));
        assertThat(TAKEN).hasValue(before);
    }

    private static Object ask(Vertx vertx) {
        return vertx.eventBus()
                .request(ADDRESS, "give", new DeliveryOptions().setSendTimeout(TimeUnit.SECONDS.toMillis(1)))
                .await()
                .body();
    }

    private static ClusterMembership join(String node) {
        ClusterMembership clusterMembership =
                ClusterMembership.join(ClusterConfigFile.read(), database, node, "127.0.0.1", null);
        OPENED.push(clusterMembership::leave);
        return clusterMembership;
    }

    private static ClusterSettings trusting(TestCertificates testCertificates) {
        return NodeSettings.read(
                        Map.of(
                                "BUS_CERT", testCertificates.certificate().toString(),
                                "BUS_KEY", testCertificates.key().toString(),
                                "BUS_CA", testCertificates.ca().toString()),
                        folder.resolve("none"),
                        ServiceRegistry.contracts())
                .cluster();
    }
}
