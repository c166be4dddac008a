package io.busbar.bus.runtime;

/**
 * One version of a runtime operation.
 *
 * @param set         the name of its set
 * @param version     the version of the set
 * @param declaration the declaration
 */
public record VersionedOperation(String set, long version, RuntimeOperation declaration) {}
