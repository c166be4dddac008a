package io.busbar.node;

import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingCheck;
import io.busbar.bus.settings.SettingGroup;
import io.busbar.bus.settings.SettingType;
import io.busbar.bus.settings.Settings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of this node: the declarations of its settings, and their values.
 *
 * @param host the address of this machine at which other nodes reach it
 * @param name the cluster's name; null for the name in the database
 * @param tls  mutual TLS between nodes; null if the cluster is limited to the loopback interface
 */
public record ClusterSettings(
        String host, @Nullable String name, @Nullable BusTls tls) {
    static final SettingGroup GROUP = new SettingGroup("Cluster");

    static final Setting<List<String>> SERVICES =
            GROUP.add(Setting.of("SERVICES", SettingType.of("names, separated by commas", SettingParsers::list))
                    .defaultsToComputed("all")
                    .example("auth,users,mail")
                    .describe("the services that this node runs"));

    static final Setting<String> CLUSTER_NAME =
            GROUP.add(Setting.of("CLUSTER_NAME", SettingType.of("name", SettingParsers::clusterName))
                    .defaultsToComputed("generated once per database")
                    .example("market")
                    .describe("nodes of one name form a cluster"));

    static final Setting<InetAddress> CLUSTER_HOST = GROUP.add(
            Setting.of("CLUSTER_HOST", SettingType.of("address of this machine", SettingParsers::localAddress))
                    .defaultsTo(InetAddress.getLoopbackAddress())
                    .defaultsToComputed("`127.0.0.1`")
                    .example("10.0.0.5")
                    .describe("address for the other nodes; off loopback the next three are required"));

    static final Setting<Path> BUS_CERT =
            GROUP.add(Setting.of("BUS_CERT", SettingType.of("PEM file", SettingParsers::certificate))
                    .example("conf/node.crt")
                    .describe("certificate of this node, for mutual TLS on the event bus"));

    static final Setting<Path> BUS_KEY =
            GROUP.add(Setting.of("BUS_KEY", SettingType.of("PEM file", SettingParsers::privateKey))
                    .example("conf/node.key")
                    .describe("key of this node"));

    static final Setting<Path> BUS_CA =
            GROUP.add(Setting.of("BUS_CA", SettingType.of("PEM file", SettingParsers::certificate))
                    .example("conf/ca.crt")
                    .describe("private CA that signed the certificates of all nodes"));

    static {
        GROUP.rule(ClusterSettings::requireTlsOffLoopback);
    }

    /** PEM files: the certificate and key of this node, and the private CA that signed the certificates of all nodes. */
    public record BusTls(Path certificate, Path key, Path ca) {}

    static ClusterSettings of(Settings settings) {
        return new ClusterSettings(
                settings.get(CLUSTER_HOST).getHostAddress(),
                settings.find(CLUSTER_NAME).orElse(null),
                tls(settings));
    }

    private static @Nullable BusTls tls(Settings settings) {
        return settings.isGiven(BUS_CERT)
                ? new BusTls(settings.get(BUS_CERT), settings.get(BUS_KEY), settings.get(BUS_CA))
                : null;
    }

    private static void requireTlsOffLoopback(SettingCheck check) {
        Settings settings = check.settings();
        List<Setting<?>> files = List.of(BUS_CERT, BUS_KEY, BUS_CA);
        if (!settings.get(CLUSTER_HOST).isLoopbackAddress() || files.stream().anyMatch(settings::isGiven)) {
            check.requireAll(
                    files,
                    "is missing: a cluster beyond this machine needs BUS_CERT, BUS_KEY and BUS_CA,"
                            + " because a client that reaches the bus of a node can call its services");
        }
    }
}
