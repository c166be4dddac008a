package io.busbar.bus.rpc;

/** Addresses and headers of request/reply. A call is a JSON object with the header {@code action}, the format of Vert.x service proxies. */
final class RpcProtocol {
    /** Address at which every node publishes its heartbeats. */
    static final String HEARTBEATS = "busbar.heartbeats";

    static final String BROADCAST_PREFIX = "busbar.broadcast.";

    static final String SERVICE = "service";
    static final String ACTION = "action";

    /** The {@link io.busbar.bus.RequestContext} as JSON. */
    static final String CONTEXT = "caller";

    /** ID of the sending node; absent for senders outside the cluster. */
    static final String SENDER_NODE = "from";

    /** Marks a reply that was stored under the idempotency key of the request. */
    static final String REPLAYED = "replayed";

    /** Kind of a control message: a {@link Control}. */
    static final String CONTROL = "control";

    /** Upper estimate of the bytes that Vert.x adds to the body and the request context. */
    static final int ENVELOPE_BYTES = 512;

    /** The kinds of {@link #CONTROL}. */
    enum Control {
        /** A heartbeat for this node only, as the reply to its joining heartbeat. */
        HEARTBEAT,
        /** A heartbeat of a draining node; the reply confirms that no call to it is in flight. */
        DRAINING,
        /** Answered at once; the reply proves that everything sent before has been read. */
        PROBE
    }

    private RpcProtocol() {}

    /** Returns the clustered address at which a node receives messages. */
    static String nodeAddress(String id) {
        return "node." + id;
    }
}
