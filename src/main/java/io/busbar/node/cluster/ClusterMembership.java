package io.busbar.node.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.node.StartupException;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's membership in the cluster, from join to leave. Vert.x starts after the join and stops before the leave. */
public final class ClusterMembership {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);
    private static final int DEFAULT_PORT = 5701;
    private static final int PROBE_TIMEOUT_MILLIS = 1_000;

    /**
     * Seconds for which Hazelcast looks for members, and for which a member delays nodes that join it. With 0 Hazelcast does not look for
     * members at all, which is right for the first node only: any other node would create a cluster of its own.
     */
    private static final String WAIT_BEFORE_JOIN_PROPERTY = "hazelcast.wait.seconds.before.join";

    /** The member attribute in which Vert.x expects its node ID if it did not start Hazelcast itself. */
    static final String VERTX_NODE_ID_ATTRIBUTE = "__vertx.nodeId";

    private final ClusterMemberStore store;
    private final String node;
    private final HazelcastInstance hazelcast;

    private ClusterMembership(ClusterMemberStore store, String node, HazelcastInstance hazelcast) {
        this.store = store;
        this.node = node;
        this.hazelcast = hazelcast;
    }

    /**
     * Joins the members that the database lists, or starts the cluster. Blocks for about a second, and longer while another node joins.
     *
     * @param config the result of {@link ClusterConfigFile#read()}
     * @param node   ID of this node
     * @param host   the address of this machine at which other nodes reach it
     * @param name   name of the cluster; null for the name in the database
     * @throws StartupException if the operator must fix something; the message says what
     */
    public static ClusterMembership join(
            Config config, DatabaseAddress database, String node, String host, @Nullable String name) {
        ClusterMemberStore store = new ClusterMemberStore(database);
        config.setInstanceName("busbar-" + node);
        config.getMemberAttributeConfig().setAttribute(VERTX_NODE_ID_ATTRIBUTE, node);
        config.setProperty("hazelcast.local.localAddress", host);
        try {
            config.setClusterName(name == null ? store.clusterName() : name);
            List<Address> configuredMembers = configureDiscovery(config, store);
            return store.withJoinLock(() -> startHazelcast(config, store, node, configuredMembers));
        } catch (SQLException e) {
            throw new StartupException(
                    "The database at " + database + " cannot list the members of the cluster: " + e.getMessage(), e);
        }
    }

    private static ClusterMembership startHazelcast(
            Config config, ClusterMemberStore store, String node, List<Address> configuredMembers) throws SQLException {
        boolean firstNode = configuredMembers.isEmpty()
                && store.members(config.getClusterName()).stream().noneMatch(ClusterMembership::isReachable);
        config.setProperty(WAIT_BEFORE_JOIN_PROPERTY, firstNode ? "0" : "1");
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
        Address address = hazelcast.getCluster().getLocalMember().getAddress();
        store.add(node, config.getClusterName(), address);
        return new ClusterMembership(store, node, hazelcast);
    }

    /** Replaces TCP/IP discovery by the database, and returns the members that the operator has listed. */
    private static List<Address> configureDiscovery(Config config, ClusterMemberStore store) {
        TcpIpConfig tcp = config.getNetworkConfig().getJoin().getTcpIpConfig();
        tcp.setEnabled(false);
        List<Address> configuredMembers = parseAddresses(tcp.getMembers());
        config.setProperty("hazelcast.discovery.enabled", "true");
        config.getNetworkConfig()
                .getJoin()
                .getDiscoveryConfig()
                .addDiscoveryStrategyConfig(DatabaseDiscovery.of(store, config.getClusterName(), configuredMembers));
        return configuredMembers;
    }

    /** Returns the Hazelcast instance for Vert.x. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** Starts to record periodically that this node is alive, and to log if the cluster is split. Ends with Vert.x. */
    public void startHeartbeat(Vertx vertx, Database database) {
        Address address = hazelcast.getCluster().getLocalMember().getAddress();
        String name = hazelcast.getConfig().getClusterName();
        ClusterHeartbeat heartbeat =
                new ClusterHeartbeat(hazelcast, database, Tuple.of(node, name, address.getHost(), address.getPort()));
        vertx.setPeriodic(ClusterHeartbeat.INTERVAL_MILLIS, timer -> heartbeat.beat());
    }

    /** Leaves the cluster, so that the others do not have to detect the loss of this node. */
    public void leave() {
        try {
            store.remove(node);
        } catch (SQLException e) {
            LOG.warn("Cannot remove this node from the database; it stays listed for a minute", e);
        }
        hazelcast.shutdown();
    }

    /** Returns whether a member accepts connections. A killed node stays in the database for a minute; a start must not wait for it. */
    private static boolean isReachable(Address member) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(member.getInetAddress(), member.getPort()), PROBE_TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Address> parseAddresses(List<String> members) {
        List<Address> addresses = new ArrayList<>();
        for (String member : members) {
            int colon = member.lastIndexOf(':');
            String host = colon < 0 ? member : member.substring(0, colon);
            try {
                addresses.add(
                        new Address(host, colon < 0 ? DEFAULT_PORT : Integer.parseInt(member.substring(colon + 1))));
            } catch (UnknownHostException | NumberFormatException e) {
                throw new StartupException(
                        ClusterConfigFile.FILE + " lists " + member + ", which is not a host:port that can be resolved",
                        e);
            }
        }
        return addresses;
    }
}
