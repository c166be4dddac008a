package io.busbar.live;

/** A reader's handle to an open stream. Must be used on the context on which the stream was opened. */
public interface StreamHandle {

    /** Stops delivery until resumed. Nothing is buffered meanwhile. */
    void pause();

    /** Continues after the last delivered push. */
    void resume();

    /** Closes the stream; the listener gets no further pushes. */
    void close();
}
