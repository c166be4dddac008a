package io.busbar.bus.notifications;

/**
 * A setting with which a user turns off notifications. The service that stores users' settings declares it.
 *
 * @param name its name among the user's settings, such as {@code bookingReminders}
 */
public record NotificationPreference(String name) {}
