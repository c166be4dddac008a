package io.busbar.services.bookings;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.response.TextContent;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.availability.AvailabilityService;
import io.busbar.services.bookings.availability.AvailabilityStore;
import io.busbar.services.bookings.availability.CalendarLoader;
import io.busbar.services.bookings.availability.SlotSearch;
import io.busbar.services.bookings.calendar.CalendarFeedStore;
import io.busbar.services.bookings.calendar.CalendarFeeds;
import io.busbar.services.bookings.calendar.CalendarFile;
import io.busbar.services.bookings.demo.DemoData;
import io.busbar.services.users.ProfileHoursOperations;

/** Registers the handlers of the bookings service. */
public final class BookingsVerticle extends ServiceVerticle {
    public BookingsVerticle(ServiceContext serviceContext) {
        super(BookingOperations.BOOKINGS, serviceContext);
    }

    @Override
    protected void configure() {
        AvailabilityStore availability = new AvailabilityStore(database());
        BookingStore store = new BookingStore(database());
        HoldStore holds = new HoldStore();
        CalendarLoader calendarLoader = new CalendarLoader(bus(), availability);
        BookingService bookingService = new BookingService(
                calendarLoader,
                store,
                new BookingQueue(
                        action -> context.runOnContext(ignored -> action.run()), BookingOperations.CREATE.timeout()),
                () -> setting(BookingSettings.MAX_OPEN_REQUESTS));
        BookingStatusService statusService = new BookingStatusService(store);

        AvailabilityService availabilityService = new AvailabilityService(calendarLoader, availability);
        availability(availabilityService);
        on(
                DemoOperations.CREATE_DEMO_DATA,
                new DemoData(availabilityService, serviceContext().changes(), bus())::create);
        slots(new SlotSearch(calendarLoader), new HoldService(bookingService, holds));
        BookingListStore list = new BookingListStore(database());
        bookings(bookingService, list);
        onChange(BookingOperations.SET_STATUS, statusService::setStatus);
        on(BookingOperations.LIST_COMPLETED, store::listCompleted);
        ratings(new BookingRatings(bus(), bookingService, store));
        on(BookingOperations.RESCHEDULE, new Rescheduling(bookingService, calendarLoader, store)::reschedule);
        PartnerStore partners = new PartnerStore(database());
        on(PartnerOperations.LIST_PARTNERS, request -> partners.listPartners(request.ids()));
        timers(statusService, holds);
        CalendarFeedStore feeds = new CalendarFeedStore(database());
        CalendarFeeds calendars = new CalendarFeeds(bus(), feeds);
        feeds(calendars);
        on(
                BookingPersonalData.EXPORT_PERSONAL_DATA,
                request -> list.listForExport(request.id())
                        .compose(exported -> calendars.personalData(request.id(), exported)));
        subscribe(calendars.subscriber());
        erasePersonalData(new BookingsErasure(store, availability, feeds)::erase);
    }

    private void timers(BookingStatusService statusService, HoldStore holds) {
        subscribe(new Subscriber("bookings.timers")
                .on(
                        BookingContinuations.HOLD_DUE,
                        (tx, due) -> holds.deleteExpired(tx, due.payload().id()))
                .on(BookingContinuations.ANSWER_DUE, (tx, due) -> statusService.changeIfDue(tx, due, Status.CANCELLED))
                .on(
                        BookingContinuations.COMPLETION_DUE,
                        (tx, due) -> statusService.changeIfDue(tx, due, Status.COMPLETED)));
    }

    private void availability(AvailabilityService changes) {
        on(AvailabilityOperations.GET, changes::getOwn);
        on(AvailabilityOperations.UPDATE, changes::update);
        on(AvailabilityOperations.GET_HOURS, changes::getHours);
        on(ProfileHoursOperations.GET, changes::getProfileHours);
        on(ProfileHoursOperations.SET, changes::setHours);
        on(ProfileHoursOperations.VALIDATE, changes::validateHours);
    }

    private void slots(SlotSearch search, HoldService holdService) {
        on(SlotOperations.LIST_SLOTS, search::listSlots);
        on(SlotOperations.CREATE_HOLD, holdService::create);
        onChange(SlotOperations.RELEASE_HOLD, holdService::release);
    }

    private void feeds(CalendarFeeds feeds) {
        onChange(CalendarOperations.CREATE_FEED, (tx, request, call) -> feeds.create(tx, call.userId()));
        on(CalendarOperations.GET_FEED, (request, call) -> feeds.getStatus(call.userId()));
        onChange(CalendarOperations.REVOKE_FEED, (tx, request, call) -> feeds.revoke(tx, call.userId()));
        on(CalendarOperations.DOWNLOAD_FEED, feeds::download);
    }

    private void ratings(BookingRatings ratings) {
        on(BookingOperations.RATE, ratings::rate);
        subscribe(ratings.subscriber());
    }

    private void bookings(BookingService bookingService, BookingListStore list) {
        on(BookingOperations.CREATE, bookingService::create);
        on(BookingOperations.LIST, (request, call) -> list.list(call.userId(), BookingService.validate(request)));
        on(
                BookingOperations.GET,
                (request, call) -> bookingService.get(request, call).map(BookingRecord::toBooking));
        on(
                BookingOperations.GET_CALENDAR_FILE,
                (request, call) ->
                        bookingService.get(request, call).map(booking -> new TextContent(CalendarFile.of(booking))));
    }
}
