package io.busbar.node.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import io.busbar.node.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the Hazelcast configuration, which operators may change. */
public final class ClusterConfigFile {
    static final Path FILE = Path.of("cluster.xml");

    private ClusterConfigFile() {}

    /**
     * Reads {@code cluster.xml} from the working folder, or the packaged one if it is missing.
     *
     * @throws StartupException if the file cannot be read or is invalid
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
