package io.busbar.node;

import io.busbar.bus.Contract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the settings of a node come from.
 *
 * @param environment environment variables, which take precedence over the file
 * @param file        the properties file with the same names, which may be missing
 * @param contracts   the contracts of all services, which declare settings
 */
record Configuration(Map<String, String> environment, Path file, List<Contract> contracts) {
    Configuration {
        environment = Map.copyOf(environment);
        contracts = List.copyOf(contracts);
    }

    /** Returns only the type name, because some values are secret. */
    @Override
    public String toString() {
        return "Configuration";
    }
}
