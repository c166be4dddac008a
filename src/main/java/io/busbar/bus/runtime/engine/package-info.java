/** Stores, checks and compiles the operations that are declared at run time, and keeps those of a node current. */
package io.busbar.bus.runtime.engine;
