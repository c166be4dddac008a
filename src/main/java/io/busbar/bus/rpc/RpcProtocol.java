package io.busbar.bus.rpc;

/** Addresses and headers of the lane. A call is a JSON object with the header {@code action}, as Vert.x's service proxies have it. */
final class RpcProtocol {
    /** Where every node announces itself to all. */
    static final String HEARTBEATS = "busbar.heartbeats";

    static final String BROADCAST_PREFIX = "busbar.broadcast.";

    static final String SERVICE = "service";
    static final String ACTION = "action";

    /** The {@link io.busbar.bus.RequestContext} as JSON. */
    static final String CONTEXT = "caller";

    /** The node that sends; absent when it is not one of us. */
    static final String SENDER_NODE = "from";

    /** On an answer that was stored under the caller's idempotency key. */
    static final String REPLAYED = "replayed";

    /** What nodes say to each other beside calls: a {@link Control}. */
    static final String CONTROL = "control";

    /** What Vert.x adds to a message besides body and caller, generously. */
    static final int ENVELOPE_BYTES = 512;

    /** The kinds of {@link #CONTROL}. */
    enum Control {
        /** An announcement for this node alone, in answer to its hello. */
        HEARTBEAT,
        /** An announcement to be acknowledged when no call to its sender is under way any more. */
        DRAINING,
        /** Answered at once; proves that whatever was sent before has been read. */
        PROBE
    }

    private RpcProtocol() {}

    /** The one clustered address at which a node takes calls. */
    static String nodeAddress(String id) {
        return "node." + id;
    }
}
