package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The PostgreSQL server of a data folder. The caller ensures that only one process at a time starts or stops it. */
final class PostgresServer {
    private static final String USER = "busbar";
    private static final String DATABASE = "busbar";
    private static final int MAX_START_ATTEMPTS = 3;
    private static final int PID_FILE_STATUS_LINE = 8;

    private final DataFolder dataFolder;
    private final ServerBinaries binaries;
    private final Consumer<String> progress;
    private final Path postgresFolder;
    private final Path pgData;
    private final Path startLog;
    private final PersistedPort port;
    private final ServerProcess process;

    PostgresServer(DataFolder dataFolder, ServerBinaries binaries, Consumer<String> progress) {
        this.dataFolder = dataFolder;
        this.binaries = binaries;
        this.progress = progress;
        this.postgresFolder = dataFolder.subfolder("postgres");
        this.pgData = postgresFolder.resolve("data");
        this.startLog = postgresFolder.resolve("start.log");
        this.port = new PersistedPort(postgresFolder.resolve("port"));
        this.process = new ServerProcess(pgData.resolve("postmaster.pid"), pgData);
    }

    String url() {
        String password = dataFolder.secret(DataFolder.Secret.POSTGRES);
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port.current() + "/" + DATABASE;
    }

    /** Starts the server unless it is already running. */
    void ensureRunning() {
        if (process.awaitReady(this::isReady)) {
            return;
        }
        Path bin = binaries.postgres();
        if (Files.notExists(pgData)) {
            progress.accept("Creating the database (first start only) ...");
            initialize(bin);
        }
        start(bin);
    }

    void stop() {
        pgCtlCommand(binaries.postgres(), "stop", "-m", "fast").runOrFail();
    }

    /**
     * Creates PostgreSQL's data directory under a temporary name and renames it when complete, so that a half-created one is never used.
     */
    private void initialize(Path bin) {
        try {
            Path unfinished = postgresFolder.resolve("data.unfinished");
            DataFolder.deleteTree(unfinished);
            // Sorts by code point, so that an update of the system's locales cannot invalidate an index.
            SystemCommand.asNonRoot(
                            startLog,
                            bin.resolve("initdb").toString(),
                            "--pgdata=" + unfinished,
                            "--username=" + USER,
                            "--pwfile=" + dataFolder.file(DataFolder.Secret.POSTGRES),
                            "--auth=scram-sha-256",
                            "--set=scram_iterations=" + PostgresSettings.SCRAM_ITERATIONS,
                            "--encoding=UTF8",
                            "--locale=C.UTF-8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8")
                    .runOrFail();
            Files.writeString(unfinished.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
            Path statement = postgresFolder.resolve("database.sql");
            Files.writeString(statement, "create database " + DATABASE + "\n");
            SystemCommand.asNonRoot(
                            startLog,
                            bin.resolve("postgres").toString(),
                            "--single",
                            "-D",
                            unfinished.toString(),
                            "postgres")
                    .withInput(statement)
                    .runOrFail();
            Files.move(unfinished, pgData, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DataFolder.unusable(postgresFolder, e);
        }
    }

    private void start(Path bin) {
        try {
            // PostgreSQL refuses to start if another program of this user has since received the process ID in its pid
            // file.
            process.deleteStalePidFile();
            for (int attempt = 1; attempt <= MAX_START_ATTEMPTS; attempt++) {
                if (tryStart(bin)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw DataFolder.unusable(pgData, e);
        }
        throw new StartupException("PostgreSQL could not be started. " + SystemCommand.tail(startLog));
    }

    /** Allocates a port and starts the server on it. Returns false if that fails, for example because the port has been taken since. */
    private boolean tryStart(Path bin) throws IOException {
        Files.writeString(pgData.resolve("postgresql.conf"), PostgresSettings.text(port.allocate()));
        return pgCtlCommand(bin, "start", "-l", startLog.toString()).run() == 0;
    }

    private SystemCommand pgCtlCommand(Path bin, String action, String... options) {
        List<String> command = new ArrayList<>(List.of(
                bin.resolve("pg_ctl").toString(), action, "--pgdata=" + pgData, "--wait", "--timeout=60", "--silent"));
        command.addAll(List.of(options));
        return SystemCommand.asNonRoot(postgresFolder.resolve("pg_ctl.log"), command.toArray(String[]::new));
    }

    /** Reads the server's state from its pid file. */
    private boolean isReady() {
        return DataFolder.read(process.pidFile())
                .lines()
                .skip(PID_FILE_STATUS_LINE - 1)
                .findFirst()
                .orElse("")
                .strip()
                .equals("ready");
    }
}
