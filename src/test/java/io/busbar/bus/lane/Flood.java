package io.busbar.bus.lane;

import static io.busbar.bus.lane.SpecimenOperations.HURRIED;

import io.busbar.bus.Failure;
import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.vertx.core.AsyncResult;
import java.util.Set;
import java.util.TreeSet;

/** Calls with 64 KB each, 400 a second whatever becomes of them; says every quarter of a second what did. */
final class Flood {
    private static final int CALLS = 4;
    private static final int EVERY_MILLIS = 10;
    private static final int SAYS_MILLIS = 250;

    private final LaneNode caller;
    private final Words words = new Words("x".repeat(64 << 10), null);
    private final Set<String> outcomes = new TreeSet<>();

    Flood(LaneNode caller) {
        this.caller = caller;
    }

    void start() {
        caller.vertx.runOnContext(ignored -> {
            caller.vertx.setPeriodic(EVERY_MILLIS, timer -> {
                for (int each = 0; each < CALLS; each++) {
                    caller.call(HURRIED, words).onComplete(this::count);
                }
            });
            caller.vertx.setPeriodic(SAYS_MILLIS, timer -> {
                System.out.println("outcomes " + outcomes);
                outcomes.clear();
            });
        });
    }

    private void count(AsyncResult<Answered> done) {
        String outcome =
                done.cause() instanceof Failure failure ? failure.code().name() : done.succeeded() ? "OK" : "?";
        outcomes.add(outcome);
    }
}
