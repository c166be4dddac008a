/**
 * The kernel as services see it: declarations, the typed client, changes and events. What makes them work is in {@code lane} (request
 * and reply), {@code durable} (changes, deliveries) and {@code json} (records to and from JSON).
 */
package io.busbar.bus;
