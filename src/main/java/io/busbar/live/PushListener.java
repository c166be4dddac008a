package io.busbar.live;

/** Receives the pushes of a stream. */
public interface PushListener {

    /** Called on the context on which the stream was opened. */
    void onPush(PushMessage pushMessage);
}
