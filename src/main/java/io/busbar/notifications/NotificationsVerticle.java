package io.busbar.notifications;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.data.Database;
import io.busbar.notifications.NotificationOperations.PersonalData;

/** The notifications service, wired. */
public final class NotificationsVerticle extends ServiceVerticle {
    private final String clientUrl;

    /** Links in letters lead to pages below {@code clientUrl}. */
    public NotificationsVerticle(Kernel kernel, String clientUrl) {
        super(NotificationOperations.NOTIFICATIONS, kernel);
        this.clientUrl = clientUrl;
    }

    @Override
    protected void wire() {
        Database database = kernel().database();
        NotificationStore store = new NotificationStore(database);
        AttemptStore attempts = new AttemptStore(database);
        Recipients recipients = new Recipients(kernel().bus());
        Announcements announcements = new Announcements(kernel().bus(), new AnnouncementStore());
        Inboxes inboxes = new Inboxes(recipients, store, announcements);

        on(NotificationOperations.LIST, (request, call) -> store.list(call.user(), request));
        on(NotificationOperations.READ, inboxes::read);
        on(NotificationOperations.READ_ALL, inboxes::readAll);
        on(NotificationOperations.ANNOUNCE, announcements::announce);
        on(NotificationOperations.ATTEMPTS, (request, call) -> attempts.list(request));
        on(
                NotificationOperations.PERSONAL_DATA,
                (request, call) -> store.kept(request.id())
                        .compose(told -> attempts.kept(request.id()).map(tried -> new PersonalData(told, tried))));

        subscribe(Tellings.bookings());
        subscribe(Tellings.reviews());
        subscribe(Tellings.accounts());
        subscribe(announcements.subscriber());
        subscribe(inboxes.subscriber());
        subscribe(new LetterDelivery(
                        kernel().bus(), kernel().changes(), recipients, store, attempts, new Letters(clientUrl))
                .subscriber());
    }
}
