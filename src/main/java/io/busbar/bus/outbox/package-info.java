/**
 * The transactional outbox: changes, the events they publish, and the delivery of those events. All of it is stored in PostgreSQL, so an
 * acknowledged change survives the loss of any process. Advisory lock seeds: 0 event keys, 1 partitions of a subscriber, 2 idempotency
 * keys, 3 the retention cleaner, 7 the shares and denials of an object.
 */
package io.busbar.bus.outbox;
