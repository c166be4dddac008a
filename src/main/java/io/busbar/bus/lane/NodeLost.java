package io.busbar.bus.lane;

/** The node went silent, or left, with the call under way: whether its work was done is not known. */
final class NodeLost extends RuntimeException {
    NodeLost(String node) {
        super("lost node " + node, null, false, false);
    }
}
