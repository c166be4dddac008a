package io.busbar.bus.rpc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits retries, so that they do not make an outage worse. Each call to another node earns a tenth of a retry, which keeps retries within
 * 10 % of the traffic. The budget starts with, and holds at most, as many retries as calls may be in flight to one node, so that losing a
 * node with a full window fails no call that may be retried. Only retries of calls that may have been started are charged; a call that was
 * never started may always be retried.
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
