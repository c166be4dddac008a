package io.busbar.node.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import io.busbar.node.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How nodes of a cluster keep together, as an operator may change it. */
public final class ClusterConfigFile {
    static final Path FILE = Path.of("cluster.xml");

    private ClusterConfigFile() {}

    /**
     * Reads {@code cluster.xml} of the working folder, or else the program's own.
     *
     * @throws StartupException when it does not say what it should
     */
    public static Config read() {
        try (InputStream in = Files.exists(FILE)
                ? Files.newInputStream(FILE)
                : ClusterConfigFile.class.getResourceAsStream("/" + FILE)) {
            return new XmlConfigBuilder(in).build();
        } catch (IOException | RuntimeException e) {
            throw new StartupException("Cannot read " + FILE + ": " + e.getMessage(), e);
        }
    }
}
