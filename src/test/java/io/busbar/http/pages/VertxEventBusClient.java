package io.busbar.http.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The official Vert.x client for browsers and its dependency, from npm. Tests that need it are skipped, with a message, if npm is
 * not installed.
 */
record VertxEventBusClient(String sockJs, String eventBus) {
    private static final List<String> PACK = List.of(
            "npm",
            "pack",
            "--silent",
            "--fetch-retries=1",
            "@vertx/eventbus-bridge-client.js@1.0.0",
            "sockjs-client@1.6.1");

    static VertxEventBusClient fetch(Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                run(folder, PACK),
                "THE OFFICIAL CLIENT IS NOT TESTED: npm is not here, or does not get it (apt-get install npm)");
        return new VertxEventBusClient(
                text(folder, "sockjs-client-1.6.1.tgz", "package/dist/sockjs.min.js"),
                text(folder, "vertx-eventbus-bridge-client.js-1.0.0.tgz", "package/vertx-eventbus.js"));
    }

    private static String text(Path folder, String archive, String member) throws IOException, InterruptedException {
        if (!run(folder, List.of("tar", "xzf", archive, member))) {
            throw new IOException(archive + " has no " + member);
        }
        return Files.readString(folder.resolve(member));
    }

    private static boolean run(Path folder, List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroy();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // npm is not installed
        }
    }
}
