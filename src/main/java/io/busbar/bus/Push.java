package io.busbar.bus;

/**
 * A message that is sent to a user's browsers as it happens. A numbered push belongs to a change and is stored with it; the numbered pushes
 * of a user have no gaps. A state push carries only the latest value of something: it is neither numbered nor stored, and it is sent again
 * when a browser subscribes.
 *
 * @param type     the type as sent to browsers, such as {@code newNotification} or {@code booking:requested}
 * @param summary  one sentence for the API reference
 * @param payload  the record that describes what happened
 * @param numbered false for a state push
 */
public record Push<P>(String type, String summary, Class<P> payload, boolean numbered) {
    /** Creates a numbered push. */
    public Push(String type, String summary, Class<P> payload) {
        this(type, summary, payload, true);
    }
}
