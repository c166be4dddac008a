package io.busbar.node.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in the database that this node is alive, and compares the live nodes there with the members of its cluster. If nodes of one
 * database are not members of one cluster, the network between them is broken, or the cluster did not merge after a split.
 */
final class ClusterHeartbeat {
    static final long INTERVAL_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterHeartbeat.class);

    /**
     * The number of consecutive beats that must find a split before it is reported: 20 seconds, long enough for Hazelcast to drop a
     * killed node or add a new one.
     */
    private static final int SPLIT_ALARM_BEATS = 4;

    /**
     * Records this node, deletes nodes that were not seen for a minute, and selects the other live nodes: those whose last beat is less
     * than 8 seconds old (one is due every 5 s).
     */
    private static final String HEARTBEAT = """
            with heartbeat as (
              insert into node.member (id, cluster, host, port) values ($1, $2, $3, $4)
              on conflict (id) do update set last_seen_at = now()
            ), expired as (
              delete from node.member where last_seen_at < now() - interval '1 minute' and id <> $1
            )
            select id from node.member
            where cluster = $2 and last_seen_at > now() - interval '8 seconds' and id <> $1
            order by id limit 200""";

    private final HazelcastInstance hazelcast;
    private final Database database;
    private final Tuple self;
    private int splitBeats;

    ClusterHeartbeat(HazelcastInstance hazelcast, Database database, Tuple self) {
        this.hazelcast = hazelcast;
        this.database = database;
        this.self = self;
    }

    /**
     * Records a heartbeat and reports a split. Never fails. While the database is unavailable, joining nodes cannot discover this node
     * there; existing members are not affected.
     */
    Future<Void> beat() {
        return database.query(HEARTBEAT, self)
                .<Void>map(rows -> {
                    Set<String> missing = new TreeSet<>();
                    for (Row row : rows) {
                        missing.add(row.getString("id"));
                    }
                    missing.removeAll(members());
                    reportSplit(missing);
                    return null;
                })
                .otherwise(e -> {
                    LOG.warn("Cannot record in the database that this node is alive", e);
                    return null;
                });
    }

    private void reportSplit(Set<String> missing) {
        if (missing.isEmpty()) {
            if (splitBeats >= SPLIT_ALARM_BEATS) {
                LOG.info("The cluster is whole again");
            }
            splitBeats = 0;
            return;
        }
        splitBeats++;
        if (splitBeats >= SPLIT_ALARM_BEATS) {
            LOG.error(
                    "The cluster is split: nodes {} use this database but are not in the cluster of this node. Check the network"
                            + " between them; if it works, restart this node.",
                    missing);
        }
    }

    private Set<String> members() {
        return hazelcast.getCluster().getMembers().stream()
                .map((Member member) -> member.getAttribute(ClusterMembership.VERTX_NODE_ID_ATTRIBUTE))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
