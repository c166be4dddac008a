package io.busbar.services.notifications;

import io.busbar.bus.Event;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.notifications.NotificationRequest;
import io.busbar.bus.notifications.NotificationType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Subscribes to the events for which services declare notifications, with one subscriber per service, and requests a notification for each
 * user whom an event concerns.
 */
final class NotificationTrigger {
    /** The delays double up to one hour, which adds up to about a day and a half, the same time for which emails are retried. */
    static final int MAX_ATTEMPTS = 45;

    static final Duration INITIAL_BACKOFF = Duration.ofSeconds(1);

    private NotificationTrigger() {}

    static List<Subscriber> subscribers(NotificationTypes notifications) {
        Map<String, List<NotificationType<?>>> byService = notifications.types().stream()
                .collect(Collectors.groupingBy(NotificationType::service, LinkedHashMap::new, Collectors.toList()));
        return byService.entrySet().stream()
                .map(service -> subscriber(service.getKey(), service.getValue()))
                .toList();
    }

    private static Subscriber subscriber(String service, List<NotificationType<?>> types) {
        Subscriber subscriber = new Subscriber("notifications." + service).maxAttempts(MAX_ATTEMPTS, INITIAL_BACKOFF);
        Map<String, List<NotificationType<?>>> typesByEvent = new LinkedHashMap<>();
        types.forEach(type -> type.events()
                .forEach(event -> typesByEvent
                        .computeIfAbsent(event.type(), name -> subscribe(subscriber, event))
                        .add(type)));
        return subscriber;
    }

    /** Subscribes to an event and returns the list to which its types are added. */
    private static <P extends Record> List<NotificationType<?>> subscribe(Subscriber subscriber, Event<P> event) {
        List<NotificationType<?>> types = new ArrayList<>();
        subscriber.on(event, (tx, envelope) -> request(tx, envelope, types));
        return types;
    }

    /** Requests one notification for each user: that of the first type that tells them about the event. */
    private static Future<?> request(Tx tx, EventEnvelope<?> envelope, List<NotificationType<?>> types) {
        Map<UUID, NotificationRequest> byAccount = new LinkedHashMap<>();
        types.forEach(
                type -> type.requests(envelope).forEach(request -> byAccount.putIfAbsent(request.account(), request)));
        byAccount.forEach(
                (account, request) -> tx.enqueue(NotificationContinuations.REQUESTED, account.toString(), request));
        return Future.succeededFuture();
    }
}
