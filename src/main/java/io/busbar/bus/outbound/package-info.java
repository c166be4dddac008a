/**
 * The one HTTP client to the outside. Services call vendors, webhooks and other URLs through it and through nothing else. Every address is
 * checked before it is connected to, everything a server sends is bounded in size and time, and a host that fails is left alone for a
 * while.
 */
package io.busbar.bus.outbound;
