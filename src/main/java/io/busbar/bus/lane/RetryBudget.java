package io.busbar.bus.lane;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps retries from making an outage worse. Each call to another node puts in a tenth of a retry, so that retries stay within 10 % of traffic; the
 * budget holds, and starts with, as many as one node can have calls under way, so that losing a node with a full window costs nobody an
 * answer. Only work that may have begun draws on it: a call that was turned away untouched is tried elsewhere for free.
 */
final class RetryBudget {
    private static final long RETRY = 10;

    private final long most;
    private final AtomicLong tenths;

    RetryBudget(int reserve) {
        this.most = reserve * RETRY;
        this.tenths = new AtomicLong(most);
    }

    void earn() {
        tenths.getAndUpdate(held -> Math.min(most, held + 1));
    }

    boolean spend() {
        return tenths.getAndUpdate(held -> held < RETRY ? held : held - RETRY) >= RETRY;
    }
}
