package io.busbar.bus.rpc;

/** Reports that the node was suspected to be down or left while the call was in flight; the outcome of the call is unknown. */
final class NodeLostException extends RuntimeException {
    NodeLostException(String node) {
        super("Lost node " + node, null, false, false);
    }
}
