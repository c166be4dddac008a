package io.busbar.bus.rpc;

/** The node became suspect or left while the call was in flight; the outcome of the call is unknown. */
final class NodeLostException extends RuntimeException {
    NodeLostException(String node) {
        super("Lost node " + node, null, false, false);
    }
}
