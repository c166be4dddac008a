package io.busbar.bus.rpc;

/** The node went silent, or left, with the call under way: whether its work was done is not known. */
final class NodeLostException extends RuntimeException {
    NodeLostException(String node) {
        super("Lost node " + node, null, false, false);
    }
}
