package io.busbar.bus.runtime;

/**
 * A stored set.
 *
 * @param version the revision of all sets at which this one was stored; it is never used again, so it names one declaration of the set
 */
public record VersionedOperationSet(OperationSet set, long version) {}
