package io.busbar.live;

/** Hears what is pushed to the person followed. */
public interface PushListener {

    /** Runs on the follower's context. */
    void onPush(PushMessage pushMessage);
}
