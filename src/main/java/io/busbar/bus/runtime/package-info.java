/**
 * Change while the cluster runs: services that start and stop on a node, and operations that are declared at run time as data. A service
 * of the code hosts such operations with a {@link io.busbar.bus.runtime.RuntimeOperationHandler}.
 */
package io.busbar.bus.runtime;
