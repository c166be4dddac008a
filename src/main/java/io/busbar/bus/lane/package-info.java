/**
 * The fast lane: request and reply between services, here or on another node. {@link io.busbar.bus.lane.FastLane} is the way in; what a
 * node knows of the others is in {@link io.busbar.bus.lane.Directory}, what is under way to each in {@code InFlightWindow}.
 */
package io.busbar.bus.lane;
