package io.busbar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** Configures and cleans up the log files of this process. */
final class LogFiles {
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final Path LOGBACK_CONFIG = Path.of("conf", "logback.xml");

    private LogFiles() {}

    static Path folder() {
        String home = System.getenv().getOrDefault("BUSBAR_HOME", "");
        return Path.of(home.isBlank() ? ".busbar" : home, "logs");
    }

    /** Sets the system properties that Logback reads. Call it before the first logger is created. */
    static void configure() {
        System.setProperty("busbar.logs", folder().toString());
        System.setProperty("busbar.pid", String.valueOf(ProcessHandle.current().pid()));
        if (Files.exists(LOGBACK_CONFIG)) {
            System.setProperty("logback.configurationFile", LOGBACK_CONFIG.toString());
        }
    }

    /** Deletes log files that were not written for a week. */
    static void deleteExpired() throws IOException {
        if (Files.notExists(folder())) {
            return;
        }
        FileTime cutoff = FileTime.from(Instant.now().minus(RETENTION));
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).compareTo(cutoff) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
