package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.Open;
import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Text;
import io.busbar.data.Database;

/** The bookings service, wired. */
public final class BookingsVerticle extends ServiceVerticle {
    private final BookingsSettings settings;

    public BookingsVerticle(Kernel kernel, BookingsSettings settings) {
        super(BookingOperations.BOOKINGS, kernel);
        this.settings = settings;
    }

    @Override
    protected void wire() {
        Database database = kernel().database();
        AvailabilityStore availability = new AvailabilityStore(database);
        BookingStore store = new BookingStore(database);
        HoldStore holds = new HoldStore();
        Diaries diaries = new Diaries(kernel().bus(), availability);
        Bookings bookings = new Bookings(
                diaries,
                store,
                new Contenders(
                        later -> context.runOnContext(turn -> later.run()), BookingOperations.CREATE.timeLimit()),
                settings.openRequests());
        StatusChanges changes = new StatusChanges(store);

        availability(new AvailabilityChanges(diaries, availability));
        slots(new SlotSearch(diaries), new Holds(bookings, holds));
        BookingListStore list = new BookingListStore(database);
        bookings(bookings, list);
        on(
                BookingOperations.OPEN,
                (request, call) -> store.open(request.service()).map(Open::new));
        on(BookingOperations.SET_STATUS, changes::set);
        on(BookingOperations.VISITS, (request, call) -> store.visits(request));
        ratings(new BookingRatings(kernel().bus(), bookings, store));
        on(BookingOperations.RESCHEDULE, new Rescheduling(bookings, diaries, store)::reschedule);
        PartnerStore partners = new PartnerStore(database);
        on(PartnerOperations.PARTNERS, (request, call) -> partners.partners(request.ids()));
        subscribe(new BookingClock(changes, holds).subscriber());
        CalendarFeedStore feeds = new CalendarFeedStore(database);
        CalendarFeeds calendars = new CalendarFeeds(kernel().bus(), feeds);
        feeds(calendars);
        on(
                BookingOperations.PERSONAL_DATA,
                (request, call) -> list.kept(request.id()).compose(kept -> calendars.personalData(request.id(), kept)));
        subscribe(calendars.subscriber());
        subscribe(new Erasure(store, availability, feeds).subscriber());
    }

    private void availability(AvailabilityChanges changes) {
        on(AvailabilityOperations.OWN, changes::own);
        on(AvailabilityOperations.SET, changes::set);
        on(AvailabilityOperations.HOURS, changes::hours);
        on(AvailabilityOperations.SET_HOURS, changes::setHours);
        on(AvailabilityOperations.CHECK_HOURS, changes::checkHours);
        on(AvailabilityOperations.OFFER, changes::offer);
    }

    private void slots(SlotSearch search, Holds holds) {
        on(SlotOperations.SLOTS, search::find);
        on(SlotOperations.HOLD, holds::hold);
        on(SlotOperations.RELEASE, holds::release);
    }

    private void feeds(CalendarFeeds feeds) {
        on(CalendarOperations.MAKE, feeds::make);
        on(CalendarOperations.STATE, feeds::state);
        on(CalendarOperations.REVOKE, feeds::revoke);
        on(CalendarOperations.FEED, feeds::read);
    }

    private void ratings(BookingRatings ratings) {
        on(BookingOperations.RATE, ratings::rate);
        subscribe(ratings.subscriber());
    }

    private void bookings(Bookings bookings, BookingListStore list) {
        on(BookingOperations.CREATE, bookings::create);
        on(BookingOperations.LIST, (request, call) -> list.list(call.user(), Bookings.checked(request)));
        on(
                BookingOperations.READ,
                (request, call) -> bookings.read(request, call).map(Booked::answer));
        on(
                BookingOperations.CALENDAR_FILE,
                (request, call) -> bookings.read(request, call).map(booking -> new Text(CalendarFile.of(booking))));
    }
}
