package io.busbar.bus;

/**
 * Something that a person's browsers hear of as it happens. Pushed in a change, stored with it, numbered per person without gaps.
 *
 * @param type    as it stands on the wire: {@code newNotification}, {@code booking:requested}
 * @param summary one sentence for the reference
 * @param payload the record that tells what happened
 */
public record Push<P>(String type, String summary, Class<P> payload) {}
