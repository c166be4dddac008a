/** Request and reply between services, on this node or another. Calls start at {@link io.busbar.bus.rpc.BusClient}. */
package io.busbar.bus.rpc;
