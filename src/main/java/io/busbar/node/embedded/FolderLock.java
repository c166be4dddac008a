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
    private static final Map<Path, FolderLock> OCCUPIED = new HashMap<>();

    private final DataFolder home;
    private final FileChannel nodes;
    private @Nullable FileLock shared;
    private int inThisProcess;

    private FolderLock(DataFolder home) throws IOException {
        this.home = home;
        this.nodes = open(home.file("nodes.lock"));
    }

    /** Comes in; {@code bringUp} runs while nobody else comes or goes. */
    static FolderLock enter(DataFolder home, Runnable bringUp) {
        return alone(home, () -> {
            FolderLock present = OCCUPIED.get(home.folder());
            FolderLock occupancy = present == null ? new FolderLock(home) : present;
            if (present == null) {
                occupancy.shared = occupancy.nodes.lock(0, Long.MAX_VALUE, true);
                OCCUPIED.put(home.folder(), occupancy);
            }
            occupancy.inThisProcess++;
            try {
                bringUp.run();
            } catch (RuntimeException e) {
                occupancy.release();
                throw e;
            }
            return occupancy;
        });
    }

    /** Goes; {@code tearDown} runs if nobody is left. */
    void leave(Runnable tearDown) {
        alone(home, () -> {
            if (inThisProcess == 1 && othersAreGone()) {
                tearDown.run();
            }
            release();
            return this;
        });
    }

    private interface Step {
        FolderLock take() throws IOException;
    }

    private static FolderLock alone(DataFolder home, Step step) {
        synchronized (OCCUPIED) {
            try (FileChannel starts = open(home.file("start.lock"))) {
                starts.lock(); // closing the channel lets go of it
                return step.take();
            } catch (IOException e) {
                throw DataFolder.notUsable(home.folder(), e);
            }
        }
    }

    private boolean othersAreGone() throws IOException {
        if (shared != null) {
            shared.release();
        }
        shared = nodes.tryLock();
        return shared != null;
    }

    private void release() throws IOException {
        inThisProcess--;
        if (inThisProcess == 0) {
            OCCUPIED.remove(home.folder());
            nodes.close();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
