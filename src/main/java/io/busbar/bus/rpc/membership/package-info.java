/** Which nodes are in the cluster, which services they run, and whether they respond. */
package io.busbar.bus.rpc.membership;
