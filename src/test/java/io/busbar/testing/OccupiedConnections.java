package io.busbar.testing;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Occupies the connections of a node for changes: each has an attempt to sign in, which waits to be counted. A further change fails with
 * SERVICE_UNAVAILABLE; reads have connections of their own.
 */
public final class OccupiedConnections implements AutoCloseable {
    private static final int CONNECTIONS = 12;

    private final LockedTable throttle;
    private final ExecutorService attempts = Executors.newVirtualThreadPerTaskExecutor();

    private OccupiedConnections(LockedTable throttle) {
        this.throttle = throttle;
    }

    /** Occupies the connections until the returned object is closed. */
    public static OccupiedConnections of(TestNode node) {
        OccupiedConnections occupied = new OccupiedConnections(node.lockTableForWrites("auth.throttle"));
        ApiClient stranger = node.api().with("X-Forwarded-For", "10.255.255.7");
        IntStream.range(0, CONNECTIONS).forEach(i -> occupied.attempts.execute(() -> signIn(stranger, i)));
        try {
            await("occupied connections").until(occupied::holdsAll);
            return occupied;
        } catch (ConditionTimeoutException e) {
            occupied.close();
            throw e;
        }
    }

    private static void signIn(ApiClient stranger, int number) {
        stranger.post(
                "/api/auth/login",
                "{\"identifier\":\"occupant%d@example.com\",\"password\":\"wrong\"}".formatted(number));
    }

    /** Returns whether it still occupies all connections. */
    public boolean holdsAll() {
        return throttle.waiting() == CONNECTIONS;
    }

    @Override
    public void close() {
        throttle.close();
        attempts.close();
    }
}
