package io.busbar.bus.notifications;

/** A way on which a notification reaches its recipient. */
public enum NotificationChannel {
    /** The recipient's list of notifications and their browsers. Every notification takes it. */
    IN_APP,
    EMAIL
}
