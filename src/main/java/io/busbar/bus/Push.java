package io.busbar.bus;

/**
 * A message that is sent to a user's browsers as it happens. A push belongs to a change and is stored with it; the pushes of a user are
 * numbered without gaps.
 *
 * @param type    the type as sent to browsers, such as {@code newNotification} or {@code booking:requested}
 * @param summary one sentence for the API reference
 * @param payload the record that describes what happened
 */
public record Push<P>(String type, String summary, Class<P> payload) {}
