package io.busbar.bus.lane;

import io.vertx.core.Vertx;
import java.util.Set;

/**
 * What all calls of this node share.
 *
 * @param self      this node's id
 * @param served    the services that run here
 * @param residents and on which event loops
 */
record Network(
        Vertx vertx,
        String self,
        Set<String> served,
        Residents residents,
        Directory directory,
        Peers peers,
        RetryBudget budget,
        FastLaneMetrics meters) {}
