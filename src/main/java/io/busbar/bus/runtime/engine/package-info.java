/** Stores, checks and compiles the runtime operations, and keeps those of a node current. */
package io.busbar.bus.runtime.engine;
