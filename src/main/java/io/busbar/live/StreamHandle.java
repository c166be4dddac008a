package io.busbar.live;

/** A follower's hold on a stream. For the context on which it was made. */
public interface StreamHandle {

    /** The listener hears nothing until it is resumed, and nothing is held for it meanwhile. */
    void pause();

    /** Goes on behind what the listener heard last. */
    void resume();

    /** Ends it; the listener hears nothing any more. */
    void close();
}
