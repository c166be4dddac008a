package io.busbar.bus.rpc;

import io.vertx.core.Future;

/** The command to start or stop a service on the node that receives it. */
record ServiceCommand(CommandType type, String service) {
    enum CommandType {
        START,
        STOP
    }

    Future<Void> runOn(LocalServiceControl control) {
        return switch (type) {
            case START -> control.start(service);
            case STOP -> control.stop(service);
        };
    }

    /** Returns what the command does, as the subject of an error message. */
    String description(String node) {
        return (type == CommandType.START ? "the start of " : "the stop of ") + service + " on node " + node;
    }
}
