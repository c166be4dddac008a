package io.busbar.node.embedded;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The PostgreSQL and Redis servers of a data folder, which all its nodes share. Both listen on the loopback interface only, require a
 * generated password and write to disk before they confirm. The folder contains their data, logs, secrets and programs.
 */
public final class EmbeddedServers implements AutoCloseable {
    private final DataFolder home;
    private final FolderLock folderLock;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedServers(DataFolder home, FolderLock folderLock, PostgresServer postgres, RedisServer redis) {
        this.home = home;
        this.folderLock = folderLock;
        this.postgres = postgres;
        this.redis = redis;
    }

    /**
     * Joins the folder and starts the servers that are not running. Blocks for some seconds in an empty folder, for half a second in a used
     * one, and while another node starts the servers.
     *
     * @param folder   created if it is missing, readable by its owner only
     * @param progress receives a message for each step that takes noticeably long
     * @throws io.busbar.node.StartupException if the operator has to fix something, which the message names
     */
    public static EmbeddedServers open(Path folder, Consumer<String> progress) {
        DataFolder home = DataFolder.open(folder);
        ServerBinaries binaries = new ServerBinaries(home, progress);
        PostgresServer postgres = new PostgresServer(home, binaries, progress);
        RedisServer redis = new RedisServer(home, binaries);
        FolderLock folderLock = FolderLock.enter(home, () -> {
            home.createMissingSecrets();
            postgres.ensureRunning();
            redis.ensureRunning();
        });
        return new EmbeddedServers(home, folderLock, postgres, redis);
    }

    /** Returns the URL of the database, with its password: {@code postgresql://user:password@127.0.0.1:port/database}. */
    public String databaseUrl() {
        return postgres.url();
    }

    /** Returns the URL of Redis, with its password: {@code redis://:password@127.0.0.1:port}. */
    public String redisUrl() {
        return redis.url();
    }

    /** Returns the folder's secret of 43 characters, from which keys are derived. */
    public String jwtSecret() {
        return home.secret(DataFolder.Secret.JWT);
    }

    /** Leaves the folder. The last user of the folder stops both servers and blocks until they have stopped. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            folderLock.leave(() -> {
                redis.stop();
                postgres.stop();
            });
        }
    }
}
