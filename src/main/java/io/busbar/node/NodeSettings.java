package io.busbar.node;

import io.busbar.bus.Contract;
import io.busbar.bus.settings.SettingGroup;
import io.busbar.bus.text.CidrBlock;
import io.busbar.http.FrontendSettings;
import io.busbar.node.ServerSettings.ExternalServers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a node, and the values of all settings.
 *
 * @param dataFolder         the data folder of the embedded servers
 * @param externalServers    the external servers; null for embedded ones
 * @param jwtSecret          the secret from which keys are derived; null for the generated one, never null with external servers
 * @param previousJwtSecrets further secrets that are accepted while the secret is replaced
 * @param frontend           address, TLS and limits of the HTTP frontend
 * @param clientUrl          the base URL of links in emails, without a slash at the end
 * @param services           the services that this node runs
 * @param cluster            address, name and certificates of the cluster
 * @param outboundAllow      networks that are not public and that outbound calls may reach nevertheless
 * @param values             the values of all settings, also of those of services
 * @param configuration      where the settings come from
 */
public record NodeSettings(
        Path dataFolder,
        @Nullable ExternalServers externalServers,
        @Nullable String jwtSecret,
        List<String> previousJwtSecrets,
        FrontendSettings frontend,
        String clientUrl,
        Set<String> services,
        ClusterSettings cluster,
        List<CidrBlock> outboundAllow,
        SettingValues values,
        Configuration configuration) {
    /** The properties file with the same names, relative to the working folder. */
    public static final Path FILE = Path.of("conf", "busbar.properties");

    public NodeSettings {
        services = Set.copyOf(services);
        previousJwtSecrets = List.copyOf(previousJwtSecrets);
        outboundAllow = List.copyOf(outboundAllow);
    }

    /**
     * Reads the settings from the environment and the file; the environment takes precedence. Blank values count as not given.
     *
     * @param contracts the contracts of all services
     * @throws InvalidSettingsException with all problems
     */
    public static NodeSettings read(Map<String, String> environment, Path file, List<Contract> contracts) {
        return read(new Configuration(environment, file, contracts));
    }

    static NodeSettings read(Configuration configuration) {
        SettingsReader reader = new SettingsReader(configuration);
        SettingValues values = reader.values();
        return new NodeSettings(
                values.get(ServerSettings.BUSBAR_HOME),
                ServerSettings.externalServers(values),
                values.find(ServerSettings.JWT_SECRET).orElse(null),
                values.get(ServerSettings.JWT_SECRET_PREVIOUS),
                HttpSettings.frontend(values),
                HttpSettings.clientUrl(values),
                reader.services(),
                ClusterSettings.of(values),
                values.get(HttpSettings.OUTBOUND_ALLOW),
                values,
                configuration);
    }

    /** Returns the settings of the node and of all services, in the order of the reference. */
    public static List<SettingGroup> groups(List<Contract> contracts) {
        return Stream.concat(
                        Stream.of(HttpSettings.GROUP, ServerSettings.GROUP, ClusterSettings.GROUP),
                        contracts.stream().map(Contract::settings))
                .toList();
    }

    /** Returns only the type name, because some values are secret. */
    @Override
    public String toString() {
        return "NodeSettings";
    }
}
