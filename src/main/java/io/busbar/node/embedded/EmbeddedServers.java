package io.busbar.node.embedded;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The PostgreSQL and Redis servers of a data folder, which all its nodes share. Both listen on the loopback interface only and require a
 * generated password. PostgreSQL confirms a commit only after it is on disk; Redis writes to disk once a second. The folder contains their
 * data, logs, secrets and programs.
 */
public final class EmbeddedServers implements AutoCloseable {
    private final DataFolder dataFolder;
    private final FolderMembership membership;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedServers(
            DataFolder dataFolder, FolderMembership membership, PostgresServer postgres, RedisServer redis) {
        this.dataFolder = dataFolder;
        this.membership = membership;
        this.postgres = postgres;
        this.redis = redis;
    }

    /**
     * Joins the folder and starts the servers that are not running. Blocks: a few seconds for an empty folder, about half a second
     * otherwise, and longer if another node is starting the servers.
     *
     * @param folder   created if it is missing, readable by its owner only
     * @param progress receives a message for each step that takes noticeably long
     * @throws io.busbar.node.StartupException if the operator must fix something; the message says what
     */
    public static EmbeddedServers open(Path folder, Consumer<String> progress) {
        DataFolder dataFolder = DataFolder.open(folder);
        ServerBinaries binaries = new ServerBinaries(dataFolder, progress);
        PostgresServer postgres = new PostgresServer(dataFolder, binaries, progress);
        RedisServer redis = new RedisServer(dataFolder, binaries);
        FolderMembership membership = FolderMembership.join(dataFolder, () -> {
            dataFolder.createMissingSecrets();
            postgres.ensureRunning();
            redis.ensureRunning();
        });
        return new EmbeddedServers(dataFolder, membership, postgres, redis);
    }

    /** Returns the URL of the database, with its password: {@code postgresql://user:password@127.0.0.1:port/database}. */
    public String databaseUrl() {
        return postgres.url();
    }

    /** Returns the URL of Redis, with its password: {@code redis://:password@127.0.0.1:port}. */
    public String redisUrl() {
        return redis.url();
    }

    /** Returns the folder's secret of 43 characters, from which all keys are derived unless JWT_SECRET is set. */
    public String masterSecret() {
        return dataFolder.secret(DataFolder.Secret.JWT);
    }

    /** Leaves the folder. The last user of the folder stops both servers and blocks until they have stopped. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            membership.leave(() -> {
                redis.stop();
                postgres.stop();
            });
        }
    }
}
