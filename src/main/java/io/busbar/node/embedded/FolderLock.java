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
 * Tracks the processes that use a data folder. Each holds a shared lock on {@code nodes.lock}, which the operating system releases when the
 * process ends in any way. A process that enters or leaves holds {@code start.lock} exclusively, so that none enters while the last one
 * stops the servers.
 */
final class FolderLock {
    /**
     * The locks of this process by folder. File locks belong to the process: a second lock on the same file fails, and closing any channel of
     * the file releases the first.
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

    /** Enters the folder. {@code startServers} runs while no other process enters or leaves. */
    static FolderLock enter(DataFolder home, Runnable startServers) {
        return withStartLock(home, () -> {
            FolderLock lock = existingOrNew(home);
            lock.holders++;
            lock.startOrRelease(startServers);
            return lock;
        });
    }

    private static FolderLock existingOrNew(DataFolder home) throws IOException {
        FolderLock existing = LOCKS.get(home.folder());
        if (existing != null) {
            return existing;
        }
        FolderLock lock = new FolderLock(home);
        lock.sharedLock = lock.nodesChannel.lock(0, Long.MAX_VALUE, true);
        LOCKS.put(home.folder(), lock);
        return lock;
    }

    private void startOrRelease(Runnable startServers) throws IOException {
        try {
            startServers.run();
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    /** Leaves the folder. {@code stopServers} runs if no other user is left. */
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
                startChannel.lock(); // released when the channel closes
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
