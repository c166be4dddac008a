package io.busbar.services.notifications;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.notifications.NotificationType;
import io.busbar.services.notifications.NotificationPersonalData.NotificationsExport;
import java.util.List;

/** Registers the handlers of the notifications service. */
public final class NotificationsVerticle extends ServiceVerticle {
    private final String clientUrl;
    private final NotificationTypes types;

    /**
     * @param clientUrl the base URL of the pages to which emails link
     * @param types     the notifications that all services declare
     */
    public NotificationsVerticle(ServiceContext serviceContext, String clientUrl, List<NotificationType<?>> types) {
        super(NotificationOperations.NOTIFICATIONS, serviceContext);
        this.clientUrl = clientUrl;
        this.types = new NotificationTypes(types);
    }

    @Override
    protected void configure() {
        NotificationStore store = new NotificationStore(database());
        DeliveryAttemptStore attempts = new DeliveryAttemptStore(database());
        Recipients recipients = new Recipients(bus());
        AnnouncementService announcementService = new AnnouncementService(bus(), new AnnouncementStore(database()));
        InboxService inboxService = new InboxService(recipients, store);

        on(NotificationOperations.LIST, (request, call) -> store.list(call.userId(), request));
        onChange(
                NotificationOperations.MARK_READ,
                (tx, request, call) -> inboxService.markRead(tx, call.userId(), request.id()));
        onChange(
                NotificationOperations.MARK_ALL_READ,
                (tx, request, call) -> inboxService.markAllRead(tx, call.userId()));
        onChange(NotificationOperations.CREATE_ANNOUNCEMENT, announcementService::create);
        on(NotificationOperations.LIST_ATTEMPTS, attempts::list);
        on(
                NotificationPersonalData.EXPORT_PERSONAL_DATA,
                request -> store.listForExport(request.id())
                        .compose(notifications -> attempts.listForExport(request.id())
                                .map(deliveryAttempts -> new NotificationsExport(notifications, deliveryAttempts))));

        NotificationTrigger.subscribers(types).forEach(this::subscribe);
        run(NotificationOperations.ANNOUNCEMENT, announcementService::publishBatch);
        subscribe(inboxService.subscriber());
        erasePersonalData(inboxService::erase);
        subscribe(new EmailDelivery(
                        bus(),
                        serviceContext().changes(),
                        recipients,
                        store,
                        attempts,
                        new NotificationEmails(clientUrl))
                .subscriber());
    }
}
