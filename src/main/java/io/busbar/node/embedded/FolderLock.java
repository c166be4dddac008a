package io.busbar.node.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a folder. Every process in it holds a shared lock on {@code nodes.lock} for its life; the system drops the lock with the
 * process, however that ends. Whoever comes or goes holds {@code start.lock} alone meanwhile, so that nobody comes while the last one
 * stops the servers.
 */
final class FolderLock {
    /**
     * The occupancies of this process by folder. File locks belong to the process: a second lock on the same file is refused, and
     * closing any channel of it drops the first.
     */
    private static final Map<Path, FolderLock> LOCKS = new HashMap<>();

    private final DataFolder home;
    private final FileChannel nodesChannel;
    private @Nullable FileLock sharedLock;
    private int holders;

    private FolderLock(DataFolder home) throws IOException {
        this.home = home;
        this.nodesChannel = open(home.file("nodes.lock"));
    }

    /** Comes in; {@code bringUp} runs while nobody else comes or goes. */
    static FolderLock enter(DataFolder home, Runnable startServers) {
        return withStartLock(home, () -> {
            FolderLock existing = LOCKS.get(home.folder());
            FolderLock lock = existing == null ? new FolderLock(home) : existing;
            if (existing == null) {
                lock.sharedLock = lock.nodesChannel.lock(0, Long.MAX_VALUE, true);
                LOCKS.put(home.folder(), lock);
            }
            lock.holders++;
            try {
                startServers.run();
            } catch (RuntimeException e) {
                lock.release();
                throw e;
            }
            return lock;
        });
    }

    /** Goes; {@code tearDown} runs if nobody is left. */
    void leave(Runnable stopServers) {
        withStartLock(home, () -> {
            if (holders == 1 && isLastProcess()) {
                stopServers.run();
            }
            release();
            return this;
        });
    }

    private interface LockedAction {
        FolderLock run() throws IOException;
    }

    private static FolderLock withStartLock(DataFolder home, LockedAction action) {
        synchronized (LOCKS) {
            try (FileChannel startChannel = open(home.file("start.lock"))) {
                startChannel.lock(); // closing the channel lets go of it
                return action.run();
            } catch (IOException e) {
                throw DataFolder.unusable(home.folder(), e);
            }
        }
    }

    private boolean isLastProcess() throws IOException {
        if (sharedLock != null) {
            sharedLock.release();
        }
        sharedLock = nodesChannel.tryLock();
        return sharedLock != null;
    }

    private void release() throws IOException {
        holders--;
        if (holders == 0) {
            LOCKS.remove(home.folder());
            nodesChannel.close();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
