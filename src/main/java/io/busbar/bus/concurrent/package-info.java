/** Bounded concurrency: how much of one kind of work a node does at once, and how much of it may wait. */
package io.busbar.bus.concurrent;
