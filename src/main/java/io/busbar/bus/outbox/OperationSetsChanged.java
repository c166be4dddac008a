package io.busbar.bus.outbox;

/** Says that operation sets have changed in a commit of this revision. */
public record OperationSetsChanged(long revision) {}
