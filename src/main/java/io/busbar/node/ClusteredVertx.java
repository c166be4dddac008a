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

/** Vert.x of a node, with the event bus bound to one address and closed to strangers. */
final class ClusteredVertx {
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
    private static final int PING_INTERVAL_MILLIS = 5_000;

    private ClusteredVertx() {}

    static Future<Vertx> start(HazelcastInstance hazelcast, NodeSettings.ClusterSettings clusterSettings) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(clusterSettings.host())
                .setPort(0)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setClusterPingInterval(PING_INTERVAL_MILLIS)
                .setClusterPingReplyInterval(PING_INTERVAL_MILLIS);
        if (clusterSettings.tls() != null) {
            enableMutualTls(bus, clusterSettings.tls());
        }
        // One per core: every loop then runs an instance of every service, and a call needs no other thread.
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setEventBusOptions(bus)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false));
        return Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered();
    }

    /** Vert.x trusts everybody and asks nobody for a certificate unless told otherwise. */
    private static void enableMutualTls(EventBusOptions bus, NodeSettings.BusTls tls) {
        bus.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString()))
                .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()))
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustAll(false);
    }
}
