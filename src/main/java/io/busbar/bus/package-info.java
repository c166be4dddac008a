/**
 * The part of the bus that services use: operations, the typed client, changes, events and failures. {@code bus.rpc} carries requests
 * between nodes, {@code bus.outbox} stores changes and delivers events, {@code bus.timers} declares recurring timers, {@code bus.json}
 * converts records to and from JSON, {@code bus.response} holds the results of operations and {@code bus.text} validates text input.
 */
package io.busbar.bus;
