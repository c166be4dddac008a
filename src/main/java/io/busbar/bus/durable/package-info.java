/**
 * The durable lane: changes, what they announce, and its delivery. Everything in PostgreSQL, so that whatever a caller was told
 * survives the loss of any process. Advisory locks of the kernel are hashes of names: seed 0 keys of events, seed 1 slots of a
 * subscriber, seed 2 idempotency keys, seed 3 the sweep.
 */
package io.busbar.bus.durable;
