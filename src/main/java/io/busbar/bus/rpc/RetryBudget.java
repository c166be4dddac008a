package io.busbar.bus.rpc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps retries from making an outage worse. Each call to another node puts in a tenth of a retry, so that retries stay within 10 % of traffic; the
 * budget holds, and starts with, as many as one node can have calls under way, so that losing a node with a full window costs nobody an
 * answer. Only work that may have begun draws on it: a call that was turned away untouched is tried elsewhere for free.
 */
final class RetryBudget {
    private static final long TENTHS_PER_RETRY = 10;

    private final long maxTenths;
    private final AtomicLong tenths;

    RetryBudget(int reserve) {
        this.maxTenths = reserve * TENTHS_PER_RETRY;
        this.tenths = new AtomicLong(maxTenths);
    }

    void earn() {
        tenths.getAndUpdate(balance -> Math.min(maxTenths, balance + 1));
    }

    boolean spend() {
        return tenths.getAndUpdate(balance -> balance < TENTHS_PER_RETRY ? balance : balance - TENTHS_PER_RETRY)
                >= TENTHS_PER_RETRY;
    }
}
