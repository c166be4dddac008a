package io.busbar.node.embedded;

import io.busbar.node.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The folder's PostgreSQL. One process at a time starts or stops it. */
final class PostgresServer {
    private static final String USER = "busbar";
    private static final String DATABASE = "busbar";
    private static final int TRIES = 3;

    private final DataFolder home;
    private final ServerBinaries programs;
    private final Consumer<String> says;
    private final Path folder;
    private final Path data;
    private final Path log;
    private final RememberedPort port;
    private final ServerProcess process;

    PostgresServer(DataFolder home, ServerBinaries programs, Consumer<String> says) {
        this.home = home;
        this.programs = programs;
        this.says = says;
        this.folder = home.folder("postgres");
        this.data = folder.resolve("data");
        this.log = folder.resolve("start.log");
        this.port = new RememberedPort(folder.resolve("port"));
        this.process = new ServerProcess(data.resolve("postmaster.pid"), data);
    }

    String url() {
        String password = home.secret(DataFolder.Secret.POSTGRES);
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port.current() + "/" + DATABASE;
    }

    /** Uses the server that a node has left behind, or starts it. */
    void ensureRunning() {
        if (process.becomes(this::saysReady)) {
            return;
        }
        Path bin = programs.postgres();
        if (Files.notExists(data)) {
            says.accept("Making a database (first start only) ...");
            make(bin);
        }
        start(bin);
    }

    void stop() {
        pgCtl(programs.postgres(), "stop", "-m", "fast").runOrFail();
    }

    /** Makes the data folder beside its place, so that an interrupted one is never taken for complete. */
    private void make(Path bin) {
        try {
            Path unfinished = folder.resolve("data.unfinished");
            ServerBinaries.delete(unfinished);
            // Sorted by code point, which no update of the system's locales can change below an index.
            SystemCommand.notAsRoot(
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
            SystemCommand.notAsRoot(
                            log,
                            bin.resolve("postgres").toString(),
                            "--single",
                            "-D",
                            unfinished.toString(),
                            "postgres")
                    .reading(statement)
                    .runOrFail();
            Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DataFolder.notUsable(folder, e);
        }
    }

    private void start(Path bin) {
        try {
            // PostgreSQL takes a pid file for a running server when the number belongs to another program of this user
            // by now.
            process.forgetStranger();
            for (int attempt = 1; ; attempt++) {
                Files.writeString(data.resolve("postgresql.conf"), PostgresSettings.text(port.choose()));
                if (pgCtl(bin, "start", "-l", log.toString()).run() == 0) {
                    return;
                }
                if (attempt == TRIES) {
                    throw new CannotStart("PostgreSQL does not start. " + SystemCommand.tail(log));
                }
            }
        } catch (IOException e) {
            throw DataFolder.notUsable(data, e);
        }
    }

    private SystemCommand pgCtl(Path bin, String action, String... more) {
        List<String> words = new ArrayList<>(List.of(
                bin.resolve("pg_ctl").toString(), action, "--pgdata=" + data, "--wait", "--timeout=60", "--silent"));
        words.addAll(List.of(more));
        return SystemCommand.notAsRoot(folder.resolve("pg_ctl.log"), words.toArray(String[]::new));
    }

    /** The eighth line of the pid file tells the server's state; the file is as old as the server. */
    private boolean saysReady() {
        return DataFolder.read(process.pidFile())
                .lines()
                .skip(7)
                .findFirst()
                .orElse("")
                .strip()
                .equals("ready");
    }
}
