/**
 * Runs jobs on one node: claims steps under a lease, runs them, stores their outcome if the fence still matches, and returns the leases
 * when the node stops. Advisory lock seeds: 5 the claims of a type with a limit for the cluster, and the starts of a type with
 * a limit for its owner; 6 a job and its children.
 */
package io.busbar.bus.jobs.engine;
