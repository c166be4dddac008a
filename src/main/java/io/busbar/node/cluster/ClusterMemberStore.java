package io.busbar.node.cluster;

import com.hazelcast.cluster.Address;
import io.busbar.data.DatabaseAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Stores the members of the cluster. All methods block and are used only at start and stop, and on Hazelcast's own threads. */
final class ClusterMemberStore {
    private static final int LOCK_KEY = 0x6d656d62; // "memb"

    private final DataSource dataSource;

    ClusterMemberStore(DatabaseAddress database) {
        this.dataSource = database.dataSource();
    }

    /** An action that only one node performs at a time. */
    interface JoinAction<T> {
        T run() throws SQLException;
    }

    /** Runs the action while no other node of this database joins, so that two first nodes that start together do not form two clusters. */
    <T> T withJoinLock(JoinAction<T> action) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement lock = connection.prepareStatement("select pg_advisory_lock(?, 0)")) {
            lock.setInt(1, LOCK_KEY);
            lock.execute(); // released when the connection closes
            return action.run();
        }
    }

    String clusterName() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("select name from node.cluster");
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    /**
     * Returns the members seen within a minute. A minute is generous on purpose: a dead member costs only a refused connection, a missed
     * live one splits the cluster.
     */
    List<Address> members(String cluster) throws SQLException {
        String sql = """
            select host, port from node.member
            where cluster = ? and last_seen_at > now() - interval '1 minute'
            order by id limit 200""";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, cluster);
            return readAddresses(query);
        }
    }

    private static List<Address> readAddresses(PreparedStatement query) throws SQLException {
        List<Address> addresses = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                addAddress(rows.getString(1), rows.getInt(2), addresses);
            }
        }
        return addresses;
    }

    void add(String id, String cluster, Address address) throws SQLException {
        String sql = "insert into node.member (id, cluster, host, port) values (?, ?, ?, ?)";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, id);
            insert.setString(2, cluster);
            insert.setString(3, address.getHost());
            insert.setInt(4, address.getPort());
            insert.executeUpdate();
        }
    }

    void remove(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement delete = connection.prepareStatement("delete from node.member where id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    private static void addAddress(@Nullable String host, int port, List<Address> addresses) {
        try {
            addresses.add(new Address(host, port));
        } catch (UnknownHostException e) {
            // Hosts are stored as IP addresses; a name that cannot be resolved is skipped.
        }
    }
}
