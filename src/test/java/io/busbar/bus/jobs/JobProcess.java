package io.busbar.bus.jobs;

import io.busbar.testing.JavaProcess;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** A node that runs jobs in a process of its own. */
final class JobProcess {
    private JobProcess() {}

    /** The main method of the process: database URL, name of the node, and the pause of slow steps in milliseconds. */
    public static void main(String[] args) {
        Duration pause = Duration.ofMillis(Long.parseLong(args[2]));
        JobTestNode node = JobTestNode.on(args[0], vertx -> runners(vertx, args[1], pause));
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
    }

    /** Returns the runners of all test jobs. */
    static List<JobRunner<?>> runners(Vertx vertx, String node, Duration pause) {
        return List.of(
                JobFixture.counting(JobFixture.COUNT, node),
                JobFixture.slow(vertx, node, pause),
                JobFixture.external(vertx, node, pause),
                JobFixture.batch(),
                JobFixture.item(node));
    }

    static JavaProcess on(String url, String node, Duration pause) {
        return JavaProcess.start(JobProcess.class, url, node, String.valueOf(pause.toMillis()));
    }
}
