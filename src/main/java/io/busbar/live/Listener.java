package io.busbar.live;

/** Hears what is pushed to the person followed. */
public interface Listener {

    /** Runs on the follower's context. */
    void pushed(Pushed pushed);
}
