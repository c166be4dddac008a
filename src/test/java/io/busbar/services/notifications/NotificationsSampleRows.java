package io.busbar.services.notifications;

import io.busbar.testing.SampleRows;
import java.util.List;
import java.util.Map;

final class NotificationsSampleRows implements SampleRows {
    @Override
    public List<String> items() {
        return List.of("""
            insert into notifications.notification (account, number, source, type, severity, title, message)
            select owner, 1000 + n, gen_random_uuid(), 'announcement', 'info', 'A title', 'A message.' from {other}""", """
            insert into notifications.delivery_attempt (notification, account, channel, provider, number, result, ended_at)
            select notification.id, account, 'email', 'smtp', 1, 'sent', now()
            from notifications.notification where type = 'announcement'""");
    }

    @Override
    public List<String> longestTexts() {
        return List.of(
                "update notifications.notification set title = repeat('{c}', 120), message = repeat('{c}', 2000)",
                "update notifications.delivery_attempt set error = repeat('{c}', 500)");
    }

    @Override
    public List<String> variations() {
        return List.of("update notifications.notification set read_at = now() where number % 10 > 0");
    }

    @Override
    public List<String> lists() {
        return List.of(
                "/notification/attempts?", "/notification/attempts?userId={id}", "/notification/attempts?result=sent");
    }

    @Override
    public List<String> ownLists() {
        return List.of("/notification?", "/notification?unread=true");
    }

    @Override
    public Map<String, String> objects() {
        return Map.of("/notification/{id}", """
            insert into notifications.notification (account, number, source, type, severity, title, message)
            values ('{user}', 1, uuidv7(), 'account.new_device_sign_in', 'info', 'A title', 'For nobody else.')
            returning id""");
    }
}
