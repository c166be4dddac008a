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
 * This process's membership in a data folder. Each member process holds a shared lock on {@code nodes.lock}, which the operating system
 * releases when the process ends in any way. A process that joins or leaves holds {@code start.lock} exclusively, so that none joins while
 * the last one stops the servers.
 */
final class FolderMembership {
    /**
     * The memberships of this process by folder. File locks belong to the process: a second lock on the same file fails, and closing any
     * channel of the file releases the first.
     */
    private static final Map<Path, FolderMembership> MEMBERSHIPS = new HashMap<>();

    private final DataFolder dataFolder;
    private final FileChannel nodesChannel;
    private @Nullable FileLock sharedLock;
    private int users;

    private FolderMembership(DataFolder dataFolder) throws IOException {
        this.dataFolder = dataFolder;
        this.nodesChannel = open(dataFolder.file("nodes.lock"));
    }

    /** Joins the folder. {@code startServers} runs while no other process joins or leaves. */
    static FolderMembership join(DataFolder dataFolder, Runnable startServers) {
        return withStartLock(dataFolder, () -> {
            FolderMembership membership = existingOrNew(dataFolder);
            membership.users++;
            membership.startOrRelease(startServers);
            return membership;
        });
    }

    private static FolderMembership existingOrNew(DataFolder dataFolder) throws IOException {
        FolderMembership existing = MEMBERSHIPS.get(dataFolder.folder());
        if (existing != null) {
            return existing;
        }
        FolderMembership membership = new FolderMembership(dataFolder);
        membership.sharedLock = membership.nodesChannel.lock(0, Long.MAX_VALUE, true);
        MEMBERSHIPS.put(dataFolder.folder(), membership);
        return membership;
    }

    private void startOrRelease(Runnable startServers) throws IOException {
        try {
            startServers.run();
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    /** Leaves the folder. {@code stopServers} runs if this was its last user in any process. */
    void leave(Runnable stopServers) {
        withStartLock(dataFolder, () -> {
            if (users == 1 && isLastProcess()) {
                stopServers.run();
            }
            release();
            return this;
        });
    }

    private interface LockedAction {
        FolderMembership run() throws IOException;
    }

    private static FolderMembership withStartLock(DataFolder dataFolder, LockedAction action) {
        synchronized (MEMBERSHIPS) {
            try (FileChannel startChannel = open(dataFolder.file("start.lock"))) {
                startChannel.lock(); // released when the channel closes
                return action.run();
            } catch (IOException e) {
                throw DataFolder.unusable(dataFolder.folder(), e);
            }
        }
    }

    /** Tries to replace the shared lock by an exclusive one, which succeeds only if no other process holds the shared lock. */
    private boolean isLastProcess() throws IOException {
        if (sharedLock != null) {
            sharedLock.release();
        }
        sharedLock = nodesChannel.tryLock();
        return sharedLock != null;
    }

    private void release() throws IOException {
        users--;
        if (users == 0) {
            MEMBERSHIPS.remove(dataFolder.folder());
            nodesChannel.close();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
