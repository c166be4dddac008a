package io.busbar.node.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives Hazelcast the addresses of possible members: those in the database and those that the operator has listed. Hazelcast calls it when
 * a node joins, and when a part of a split cluster looks for the other.
 */
final class DatabaseDiscovery implements DiscoveryStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseDiscovery.class);

    private final Factory factory;

    private DatabaseDiscovery(Factory factory) {
        this.factory = factory;
    }

    static DiscoveryStrategyConfig of(ClusterMemberStore store, String cluster, List<Address> configuredMembers) {
        return new DiscoveryStrategyConfig(new Factory(store, cluster, configuredMembers));
    }

    @Override
    public Iterable<DiscoveryNode> discoverNodes() {
        List<Address> addresses = new ArrayList<>(factory.configuredMembers());
        try {
            addresses.addAll(factory.store().members(factory.cluster()));
        } catch (SQLException e) {
            LOG.warn("Cannot read the members of the cluster from the database", e);
        }
        List<DiscoveryNode> nodes = new ArrayList<>();
        addresses.forEach(address -> nodes.add(new SimpleDiscoveryNode(address)));
        return nodes;
    }

    @Override
    public Map<String, String> discoverLocalMetadata() {
        return Map.of();
    }

    @Override
    public void start() {}

    @Override
    public void destroy() {}

    private record Factory(ClusterMemberStore store, String cluster, List<Address> configuredMembers)
            implements DiscoveryStrategyFactory {
        @Override
        public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
            return DatabaseDiscovery.class;
        }

        @Override
        @SuppressWarnings("rawtypes") // required by Hazelcast's interface
        public DiscoveryStrategy newDiscoveryStrategy(
                @Nullable DiscoveryNode local, ILogger log, Map<String, Comparable> properties) {
            return new DatabaseDiscovery(this);
        }

        @Override
        public Collection<PropertyDefinition> getConfigurationProperties() {
            return List.of();
        }
    }
}
