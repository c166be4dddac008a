package io.busbar.testing;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.TcpIpConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * A cluster on the loopback interface with a unique name and unique ports, so that tests and builds can run in parallel. Members may be in
 * this JVM or, with the same name and ports, in others.
 */
public final class TestCluster implements AutoCloseable {
    private static final int MAX_MEMBERS = 6;

    private final String name;
    private final int firstPort;
    private final Queue<Vertx> members = new ConcurrentLinkedQueue<>();

    /** Creates a cluster of up to six members. */
    public TestCluster() {
        this("test-" + UUID.randomUUID(), TestPorts.firstFree(MAX_MEMBERS));
    }

    /** Returns a cluster that another JVM has created. */
    public TestCluster(String name, int firstPort) {
        this.name = name;
        this.firstPort = firstPort;
    }

    public String name() {
        return name;
    }

    public int firstPort() {
        return firstPort;
    }

    /** Starts another member. */
    public Vertx join() {
        Vertx vertx = joinAsync().await();
        members.add(vertx);
        return vertx;
    }

    /** Starts another member, which the caller closes. */
    public Future<Vertx> joinAsync() {
        EventBusOptions bus = new EventBusOptions()
                .setHost("127.0.0.1")
                .setConnectTimeout(1_000)
                .setClusterPingInterval(5_000)
                .setClusterPingReplyInterval(5_000);
        return Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(bus))
                .withClusterManager(new HazelcastClusterManager(config()))
                .buildClustered();
    }

    /** Closes the members of this JVM that are still open. */
    @Override
    public void close() {
        members.forEach(vertx -> vertx.close().await());
    }

    private Config config() {
        Config config = new Config();
        config.setClusterName(name);
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.socket.connect.timeout.seconds", "1");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.partition.count", "23");
        TcpIpConfig tcpIp = new TcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1);
        IntStream.range(firstPort, firstPort + MAX_MEMBERS).forEach(port -> tcpIp.addMember("127.0.0.1:" + port));
        JoinConfig join = new JoinConfig().setTcpIpConfig(tcpIp);
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig()
                .setPort(firstPort)
                .setPortAutoIncrement(true)
                .setPortCount(MAX_MEMBERS)
                .setJoin(join);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getMultiMapConfig("__vertx.subs").setBackupCount(2).setValueCollectionType("SET");
        config.getMapConfig("__vertx.haInfo").setBackupCount(2);
        config.getMapConfig("__vertx.nodeInfo").setBackupCount(2);
        return config;
    }
}
