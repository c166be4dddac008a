package io.busbar.bus.notifications;

import org.jspecify.annotations.Nullable;

/**
 * The page to which a notification leads: the button of an email.
 *
 * @param label              the text of the button
 * @param path               the path of the page, which begins with a slash
 * @param pathWithoutPartner the path to use if the partner's account no longer exists; null if {@code path} does not depend on the partner
 */
public record NotificationLink(
        String label, String path, @Nullable String pathWithoutPartner) {}
