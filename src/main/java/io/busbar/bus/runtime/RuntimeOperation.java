package io.busbar.bus.runtime;

/**
 * One version of an operation that was declared at run time.
 *
 * @param set         the name of its set
 * @param version     the version of the set
 * @param declaration the declaration
 */
public record RuntimeOperation(String set, long version, DeclaredOperation declaration) {}
