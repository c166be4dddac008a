package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The PostgreSQL server of a data folder. One process at a time starts or stops it. */
final class PostgresServer {
    private static final String USER = "busbar";
    private static final String DATABASE = "busbar";
    private static final int MAX_START_ATTEMPTS = 3;

    private final DataFolder home;
    private final ServerBinaries binaries;
    private final Consumer<String> progress;
    private final Path folder;
    private final Path data;
    private final Path log;
    private final PersistedPort port;
    private final ServerProcess process;

    PostgresServer(DataFolder home, ServerBinaries binaries, Consumer<String> progress) {
        this.home = home;
        this.binaries = binaries;
        this.progress = progress;
        this.folder = home.folder("postgres");
        this.data = folder.resolve("data");
        this.log = folder.resolve("start.log");
        this.port = new PersistedPort(folder.resolve("port"));
        this.process = new ServerProcess(data.resolve("postmaster.pid"), data);
    }

    String url() {
        String password = home.secret(DataFolder.Secret.POSTGRES);
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port.current() + "/" + DATABASE;
    }

    /** Uses a server that is still running, or starts it. */
    void ensureRunning() {
        if (process.awaitReady(this::isReady)) {
            return;
        }
        Path bin = binaries.postgres();
        if (Files.notExists(data)) {
            progress.accept("Creating the database (first start only) ...");
            initialize(bin);
        }
        start(bin);
    }

    void stop() {
        pgCtl(binaries.postgres(), "stop", "-m", "fast").runOrFail();
    }

    /** Creates the data folder under another name and renames it, so that an interrupted attempt is never used. */
    private void initialize(Path bin) {
        try {
            Path unfinished = folder.resolve("data.unfinished");
            ServerBinaries.delete(unfinished);
            // Sorts by code point, so that an update of the system's locales cannot invalidate an index.
            SystemCommand.asNonRoot(
                            log,
                            bin.resolve("initdb").toString(),
                            "--pgdata=" + unfinished,
                            "--username=" + USER,
                            "--pwfile=" + home.file(DataFolder.Secret.POSTGRES),
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C.UTF-8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8")
                    .runOrFail();
            Files.writeString(unfinished.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
            Path statement = folder.resolve("database.sql");
            Files.writeString(statement, "create database " + DATABASE + "\n");
            SystemCommand.asNonRoot(
                            log,
                            bin.resolve("postgres").toString(),
                            "--single",
                            "-D",
                            unfinished.toString(),
                            "postgres")
                    .withInput(statement)
                    .runOrFail();
            Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DataFolder.unusable(folder, e);
        }
    }

    private void start(Path bin) {
        try {
            // PostgreSQL does not start if the process ID in its pid file meanwhile belongs to another program of this
            // user.
            process.deleteStalePidFile();
            for (int attempt = 1; attempt <= MAX_START_ATTEMPTS; attempt++) {
                if (startOnce(bin)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw DataFolder.unusable(data, e);
        }
        throw new StartupException("PostgreSQL does not start. " + SystemCommand.tail(log));
    }

    private boolean startOnce(Path bin) throws IOException {
        Files.writeString(data.resolve("postgresql.conf"), PostgresSettings.text(port.allocate()));
        return pgCtl(bin, "start", "-l", log.toString()).run() == 0;
    }

    private SystemCommand pgCtl(Path bin, String action, String... options) {
        List<String> command = new ArrayList<>(List.of(
                bin.resolve("pg_ctl").toString(), action, "--pgdata=" + data, "--wait", "--timeout=60", "--silent"));
        command.addAll(List.of(options));
        return SystemCommand.asNonRoot(folder.resolve("pg_ctl.log"), command.toArray(String[]::new));
    }

    /** Reads the server's state from the eighth line of its pid file. */
    private boolean isReady() {
        return DataFolder.read(process.pidFile())
                .lines()
                .skip(7)
                .findFirst()
                .orElse("")
                .strip()
                .equals("ready");
    }
}
