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

/** This node's membership, from joining to leaving. Vert.x starts after it and stops before it. */
public final class ClusterMembership {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);
    private static final int DEFAULT_PORT = 5701;
    private static final int PROBE_TIMEOUT_MILLIS = 1_000;

    /**
     * How long Hazelcast asks where members are until it gets an answer, and how long a member lets others wait that join it. With 0 it
     * does not ask even once: right for the first node, which lets nobody wait, and a cluster of one's own for every other.
     */
    private static final String WAIT_BEFORE_JOIN_PROPERTY = "hazelcast.wait.seconds.before.join";

    /** Where Vert.x looks for its own id in a Hazelcast that it did not start. */
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
     * Joins the nodes that the database names, or starts the cluster. Blocks for about a second, and while another node joins.
     *
     * @param config what {@link ClusterConfigFile#read()} has read
     * @param node   this node's id
     * @param host   one address of this machine, which the others reach
     * @param name   of the cluster; null for the name that is kept in the database
     * @throws StartupException with what to do about it
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
            return store.withJoinLock(() -> {
                boolean firstNode = configuredMembers.isEmpty()
                        && store.members(config.getClusterName()).stream().noneMatch(ClusterMembership::isReachable);
                config.setProperty(WAIT_BEFORE_JOIN_PROPERTY, firstNode ? "0" : "1");
                HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
                Address address = hazelcast.getCluster().getLocalMember().getAddress();
                store.add(node, config.getClusterName(), address);
                return new ClusterMembership(store, node, hazelcast);
            });
        } catch (SQLException e) {
            throw new StartupException(
                    "The database at " + database + " does not say who is in the cluster: " + e.getMessage(), e);
        }
    }

    /** Where else to look: the members that an operator has listed. */
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

    /** For Vert.x. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** From now on the database knows that this node is there, and the log if it is cut off from others. Ends with Vert.x. */
    public void startHeartbeat(Vertx vertx, Database database) {
        Address address = hazelcast.getCluster().getLocalMember().getAddress();
        String name = hazelcast.getConfig().getClusterName();
        ClusterHeartbeat heartbeat =
                new ClusterHeartbeat(hazelcast, database, Tuple.of(node, name, address.getHost(), address.getPort()));
        vertx.setPeriodic(ClusterHeartbeat.INTERVAL_MILLIS, timer -> heartbeat.beat());
    }

    /** Leaves; the others need not miss this node first. */
    public void leave() {
        try {
            store.remove(node);
        } catch (SQLException e) {
            LOG.warn("The database keeps this node as a member until it is missed", e);
        }
        hazelcast.shutdown();
    }

    /** Whether anybody listens there. A node that was killed stays in the database for a minute, and nobody shall wait for it. */
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
                        ClusterConfigFile.FILE + " lists " + member + ", which is no host:port that can be found", e);
            }
        }
        return addresses;
    }
}
