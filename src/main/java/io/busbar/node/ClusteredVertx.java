package io.busbar.node;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Starts the clustered Vert.x of a node. The event bus is bound to one address and, beyond this machine, requires certificates. */
final class ClusteredVertx {
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
    private static final int PING_INTERVAL_MILLIS = 5_000;

    private ClusteredVertx() {}

    static Future<Vertx> start(HazelcastInstance hazelcast, ClusterSettings clusterSettings) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(clusterSettings.host())
                .setPort(0)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setClusterPingInterval(PING_INTERVAL_MILLIS)
                .setClusterPingReplyInterval(PING_INTERVAL_MILLIS);
        if (clusterSettings.tls() != null) {
            enableMutualTls(bus, clusterSettings.tls());
        }
        // One event loop per core: each loop runs an instance of every local service, so that a local call needs no
        // other thread.
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setEventBusOptions(bus)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false));
        return Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered();
    }

    /** Requires certificates of both sides. By default Vert.x verifies none. */
    private static void enableMutualTls(EventBusOptions bus, ClusterSettings.BusTls tls) {
        bus.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString()))
                .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()))
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustAll(false);
    }
}
