package io.busbar.bus.rpc;

/**
 * Defines the addresses and headers of request/reply. A call is a JSON object with the header {@code action}, the format of Vert.x service
 * proxies.
 */
final class RpcProtocol {
    /** The address at which every node publishes its heartbeats. */
    static final String HEARTBEAT_ADDRESS = "busbar.heartbeats";

    static final String BROADCAST_ADDRESS_PREFIX = "busbar.broadcast.";

    static final String HEADER_SERVICE = "service";
    static final String HEADER_ACTION = "action";

    /** The {@link io.busbar.bus.RequestContext} as JSON. */
    static final String HEADER_CONTEXT = "caller";

    /** The ID of the sending node; absent for senders outside the cluster. */
    static final String HEADER_SENDER_NODE = "from";

    /** The version of the declaration that the caller knows; absent for operations of the code. */
    static final String HEADER_RUNTIME_VERSION = "version";

    /** Marks a reply that was stored for an earlier request with the same idempotency key. */
    static final String HEADER_REPLAYED = "replayed";

    /** The type of a control message: a {@link ControlType}. */
    static final String HEADER_CONTROL = "control";

    /** An upper estimate of the bytes that Vert.x adds to the body and the request context of a message. */
    static final int ENVELOPE_OVERHEAD_BYTES = 512;

    /** The types of control messages: messages between nodes that call no service. */
    enum ControlType {
        /** A heartbeat sent to a single node: in reply to its joining heartbeat, or for it to confirm. */
        HEARTBEAT,
        /** A heartbeat of a node that drains; the reply confirms that no call that was sent before is in flight to it. */
        DRAINING,
        /** A heartbeat of a node that stops a service; the reply confirms the same for calls of services that it does not name. */
        SERVICE_DRAINING,
        /** The command to start or stop a service on the node that receives it; the reply says that it has, or why not. */
        SERVICE,
        /** Answered at once; the reply proves that everything sent before has been read. */
        PROBE
    }

    private RpcProtocol() {}

    /** Returns the clustered address at which a node receives messages. */
    static String nodeAddress(String id) {
        return "node." + id;
    }
}
