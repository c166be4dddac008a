package io.busbar.bus.notifications;

/** The severity of a notification. */
public enum Severity {
    INFO,
    SUCCESS,
    WARNING,
    ERROR
}
