/**
 * Runs jobs on one node: claims steps under a lease, runs them, stores their outcome if the fence still matches, and returns the leases
 * when the node stops. Advisory lock seed: 5, the claims of a type with a limit for the cluster.
 */
package io.busbar.bus.jobs.engine;
