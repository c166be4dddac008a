package io.busbar.node.embedded;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The PostgreSQL and Redis of one folder, shared by all its nodes. Both listen on the loopback interface only, ask for a generated
 * password and write to disk before they confirm; data, logs, secrets and the unpacked programs live in the folder.
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
     * Joins the folder, and makes both servers run unless they do. Blocks: some seconds in an empty folder, half a second in one that
     * was used before, and as long as another node needs that is bringing them up at this moment.
     *
     * @param folder made when missing, readable for its owner only
     * @param progress   hears what is going on when it takes noticeably long
     * @throws io.busbar.node.StartupException with what to do about it
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

    /** Where the database is, password included: {@code postgresql://user:password@127.0.0.1:port/database}. */
    public String databaseUrl() {
        return postgres.url();
    }

    /** Where Redis is, password included: {@code redis://:password@127.0.0.1:port}. */
    public String redisUrl() {
        return redis.url();
    }

    /** The folder's secret, from which keys are derived: 43 characters. */
    public String jwtSecret() {
        return home.secret(DataFolder.Secret.JWT);
    }

    /** Leaves the folder. The last one out stops both servers; blocks until they have. */
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
