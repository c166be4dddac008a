package io.busbar;

import io.busbar.data.WireNames;
import io.busbar.node.AdminCredentials;
import io.busbar.node.InvalidSettingsException;
import io.busbar.node.Node;
import io.busbar.node.NodeSettings;
import io.busbar.node.ServiceRegistry;
import io.busbar.node.StartupException;
import io.busbar.services.auth.AuthSettings;
import io.busbar.services.mail.MailSettings;
import io.busbar.services.users.AccountOperations.UserRole;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main class: starts a node or runs a command. */
@Command(
        name = "busbar",
        mixinStandardHelpOptions = true,
        versionProvider = BusbarVersion.class,
        subcommands = {AdminCommand.class, TokenCommand.class, OpenApiCommand.class},
        description =
                "Starts a node. Without configuration it runs embedded servers and joins the other nodes of this folder.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped normally", "1:failed to start", "2:invalid configuration or arguments"})
public final class Busbar implements Callable<Integer> {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_INVALID_CONFIGURATION = 2;

    @Option(names = "--demo", description = "create demo professionals and services; same as DEMO=true")
    private boolean demo;

    private Busbar() {}

    /** Runs the program and exits with its exit code. */
    public static void main(String[] args) {
        LogFiles.configure();
        CommandLine line = new CommandLine(new Busbar());
        line.registerConverter(UserRole.class, name -> WireNames.parse(UserRole.class, name));
        line.registerConverter(Duration.class, AuthSettings.ACCESS_TOKEN_EXPIRY::parse);
        line.setExecutionExceptionHandler((e, command, parsed) -> handleFailure(e));
        System.exit(line.execute(args));
    }

    /** Returns the settings of this process. */
    static NodeSettings settings() {
        return settings(Map.of());
    }

    private static NodeSettings settings(Map<String, String> arguments) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        arguments.forEach(variables::putIfAbsent);
        return NodeSettings.read(variables, NodeSettings.FILE, ServiceRegistry.contracts());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        NodeSettings nodeSettings = settings(demo ? Map.of("DEMO", "true") : Map.of());
        LogFiles.deleteExpired();
        ShutdownSignals shutdownSignals = ShutdownSignals.install();
        Node node = Node.start(nodeSettings, System.out::println);
        Duration startupTime = Duration.between(
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()), Instant.now());
        LoggerFactory.getLogger(Busbar.class).info("Node {} started: {}", node.id(), node.startupTimes());
        String url = (nodeSettings.frontend().tls() == null ? "http" : "https") + "://localhost:" + node.port();
        System.out.printf(
                Locale.ROOT,
                """

                Busbar started in %.1f s.
                  API        %s/api
                  reference  %s/docs
                %s  logs       %s
                  stop       Ctrl-C, or kill %d
                %n""",
                startupTime.toMillis() / 1000.0,
                url,
                url,
                MailSettings.of(nodeSettings.values()).usesMailbox()
                        ? "  mail       " + url + "/dev/mail%n".formatted()
                        : "",
                LogFiles.folder(),
                ProcessHandle.current().pid());
        node.generatedAdmin().ifPresent(Busbar::printAdminCredentials);
        shutdownSignals.await();
        System.out.println("Finishing requests in progress ...");
        node.stop();
        return 0;
    }

    private static void printAdminCredentials(AdminCredentials admin) {
        System.out.printf("""
                Sign in as admin with this password. It is not shown again:
                  e-mail     %s
                  password   %s
                %n""", admin.email(), admin.password());
    }

    private static int handleFailure(Exception e) {
        LoggerFactory.getLogger(Busbar.class).error("Failed", e);
        switch (e) {
            case InvalidSettingsException invalid -> {
                System.err.println("Invalid configuration:");
                invalid.problems().forEach(problem -> System.err.println("  " + problem));
                return EXIT_INVALID_CONFIGURATION;
            }
            case StartupException reason -> System.err.println(reason.getMessage());
            default -> {
                System.err.println("Busbar failed: " + e);
                System.err.println("See the logs in " + LogFiles.folder());
            }
        }
        return EXIT_FAILED;
    }
}
