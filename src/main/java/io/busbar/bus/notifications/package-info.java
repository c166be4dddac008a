/**
 * Notifications as services declare them. A service declares each {@link io.busbar.bus.notifications.NotificationType} on its contract: the
 * event, the recipients, the text and the channels. The notifications service sends them without knowing any of them by name.
 */
package io.busbar.bus.notifications;
