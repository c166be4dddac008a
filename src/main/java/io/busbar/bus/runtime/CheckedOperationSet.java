package io.busbar.bus.runtime;

/**
 * A set that {@link RuntimeOperations#check} has found valid by itself. Whether it conflicts with other sets is decided when it is
 * stored. No other implementation is accepted.
 */
public interface CheckedOperationSet {

    OperationSet set();
}
