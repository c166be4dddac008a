package io.busbar.bus.runtime;

/**
 * A stored set.
 *
 * @param version rises with every change of any set and is never used again, so it names one declaration of a set
 */
public record VersionedOperationSet(OperationSet set, long version) {}
