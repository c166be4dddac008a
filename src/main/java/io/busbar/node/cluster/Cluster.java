package io.busbar.node.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.node.CannotStart;
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
public final class Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final int PORT = 5701;
    private static final int PROBE_MILLIS = 1_000;

    /**
     * How long Hazelcast asks where members are until it gets an answer, and how long a member lets others wait that join it. With 0 it
     * does not ask even once: right for the first node, which lets nobody wait, and a cluster of one's own for every other.
     */
    private static final String LOOK_FOR_SECONDS = "hazelcast.wait.seconds.before.join";

    /** Where Vert.x looks for its own id in a Hazelcast that it did not start. */
    static final String VERTX_NODE_ID = "__vertx.nodeId";

    private final MemberStore store;
    private final String node;
    private final HazelcastInstance hazelcast;

    private Cluster(MemberStore store, String node, HazelcastInstance hazelcast) {
        this.store = store;
        this.node = node;
        this.hazelcast = hazelcast;
    }

    /**
     * Joins the nodes that the database names, or starts the cluster. Blocks for about a second, and while another node joins.
     *
     * @param config what {@link ClusterFile#read()} has read
     * @param node   this node's id
     * @param host   one address of this machine, which the others reach
     * @param name   of the cluster; null for the name that is kept in the database
     * @throws CannotStart with what to do about it
     */
    public static Cluster join(
            Config config, DatabaseAddress database, String node, String host, @Nullable String name) {
        MemberStore store = new MemberStore(database);
        config.setInstanceName("busbar-" + node);
        config.getMemberAttributeConfig().setAttribute(VERTX_NODE_ID, node);
        config.setProperty("hazelcast.local.localAddress", host);
        try {
            config.setClusterName(name == null ? store.clusterName() : name);
            List<Address> listed = lookInDatabase(config, store);
            return store.alone(() -> {
                boolean first = listed.isEmpty()
                        && store.members(config.getClusterName()).stream().noneMatch(Cluster::answers);
                config.setProperty(LOOK_FOR_SECONDS, first ? "0" : "1");
                HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
                Address address = hazelcast.getCluster().getLocalMember().getAddress();
                store.add(node, config.getClusterName(), address);
                return new Cluster(store, node, hazelcast);
            });
        } catch (SQLException e) {
            throw new CannotStart(
                    "The database at " + database + " does not say who is in the cluster: " + e.getMessage(), e);
        }
    }

    /** Where else to look: the members that an operator has listed. */
    private static List<Address> lookInDatabase(Config config, MemberStore store) {
        TcpIpConfig tcp = config.getNetworkConfig().getJoin().getTcpIpConfig();
        tcp.setEnabled(false);
        List<Address> listed = addresses(tcp.getMembers());
        config.setProperty("hazelcast.discovery.enabled", "true");
        config.getNetworkConfig()
                .getJoin()
                .getDiscoveryConfig()
                .addDiscoveryStrategyConfig(DatabaseDiscovery.of(store, config.getClusterName(), listed));
        return listed;
    }

    /** For Vert.x. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** From now on the database knows that this node is there, and the log if it is cut off from others. Ends with Vert.x. */
    public void watch(Vertx vertx, Database database) {
        Address address = hazelcast.getCluster().getLocalMember().getAddress();
        String name = hazelcast.getConfig().getClusterName();
        ClusterHeartbeat watch =
                new ClusterHeartbeat(hazelcast, database, Tuple.of(node, name, address.getHost(), address.getPort()));
        vertx.setPeriodic(ClusterHeartbeat.EVERY_MILLIS, timer -> watch.beat());
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
    private static boolean answers(Address member) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(member.getInetAddress(), member.getPort()), PROBE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Address> addresses(List<String> members) {
        List<Address> addresses = new ArrayList<>();
        for (String member : members) {
            int colon = member.lastIndexOf(':');
            String host = colon < 0 ? member : member.substring(0, colon);
            try {
                addresses.add(new Address(host, colon < 0 ? PORT : Integer.parseInt(member.substring(colon + 1))));
            } catch (UnknownHostException | NumberFormatException e) {
                throw new CannotStart(
                        ClusterFile.FILE + " lists " + member + ", which is no host:port that can be found", e);
            }
        }
        return addresses;
    }
}
