package io.busbar.services.readings;

import io.busbar.node.AddedService;
import io.busbar.testing.JavaProcess;
import io.busbar.testing.TestServers;

/** A node with the readings in a process of its own. */
final class ReadingsProcess {
    static final AddedService READINGS = new AddedService(ReadingOperations.READINGS, ReadingsVerticle::new);

    private ReadingsProcess() {}

    /** The main method of the process. Arguments: database, Redis, secret and port. */
    public static void main(String[] arguments) {
        AddedService.startNode(arguments, READINGS);
    }

    /** Starts a process that joins the nodes of this database. */
    static JavaProcess start(String database, String redis) {
        return JavaProcess.start(ReadingsProcess.class, database, redis, TestServers.jwtSecret(), "0");
    }
}
