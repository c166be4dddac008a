/**
 * Recurring timers as services see them. A service declares a {@link io.busbar.bus.timers.Recurring} on its contract and handles its ticks
 * in a subscriber.
 */
package io.busbar.bus.timers;
