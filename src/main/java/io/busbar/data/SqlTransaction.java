package io.busbar.data;

/** Runs prepared statements in a transaction, where they may also write. Services get it as {@link io.busbar.bus.Tx}. */
public interface SqlTransaction extends QueryRunner {}
