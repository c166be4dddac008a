/**
 * The delivery of events to the subscribers of a node. Deliveries of subscribers that write to PostgreSQL are handled in batches, each in a
 * transaction that holds the advisory lock of a partition; those with external effects one by one, without a transaction, under a lease.
 */
package io.busbar.bus.outbox.delivery;
