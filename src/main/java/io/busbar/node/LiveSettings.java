package io.busbar.node;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies changes of the configuration file to the live settings of a running node. A file with a problem changes nothing. */
final class LiveSettings {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final FileTime NO_FILE = FileTime.fromMillis(0);

    private final NodeSettings nodeSettings;
    private final Path file;
    private FileTime lastModified;

    private LiveSettings(NodeSettings nodeSettings) {
        this.nodeSettings = nodeSettings;
        this.file = nodeSettings.configuration().file();
        this.lastModified = lastModified(file);
    }

    /** Looks at the file once a second until Vert.x is closed. */
    static void watch(Vertx vertx, NodeSettings nodeSettings) {
        LiveSettings liveSettings = new LiveSettings(nodeSettings);
        vertx.setPeriodic(
                CHECK_INTERVAL.toMillis(),
                tick -> vertx.executeBlocking(() -> {
                    liveSettings.applyChanges();
                    return null;
                }));
    }

    private synchronized void applyChanges() {
        FileTime modified = lastModified(file);
        if (modified.equals(lastModified)) {
            return;
        }
        lastModified = modified;
        try {
            List<String> ignored = nodeSettings
                    .values()
                    .applyLiveSettings(
                            NodeSettings.read(nodeSettings.configuration()).values());
            LOG.info(
                    "Applied the changes of {}{}",
                    file,
                    ignored.isEmpty() ? "" : "; these take effect after a restart: " + String.join(", ", ignored));
        } catch (InvalidSettingsException e) {
            LOG.warn("{} has problems and was not applied: {}", file, e.getMessage());
        }
    }

    private static FileTime lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            return NO_FILE;
        } catch (IOException e) {
            LOG.warn("Cannot read the time of {}: {}", file, e.toString());
            return NO_FILE;
        }
    }
}
