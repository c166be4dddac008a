package io.busbar.bus.lane;

/** Lets calls in to the services of this node, and counts them until their work is done. */
public final class Intake {
    Intake() {}
}
