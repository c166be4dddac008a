package io.busbar.bookings;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.catalog.CatalogOperations;
import io.busbar.catalog.CatalogOperations.FindService;
import io.busbar.catalog.CatalogOperations.Service;
import io.busbar.users.AccountOperations.AccountId;
import io.busbar.users.ProviderOperations;
import io.busbar.users.ProviderOperations.Professional;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens diaries: asks users, catalog and the own tables at once. */
final class Diaries {
    /** A booking reaches no further back, buffers and offsets of zones included. */
    private static final Duration BEFORE = Duration.ofDays(3);

    /** How far free times are looked for instead of one that cannot be had. */
    private static final Duration AFTER = Duration.ofDays(14);

    private final Bus bus;
    private final AvailabilityStore store;

    Diaries(Bus bus, AvailabilityStore store) {
        this.bus = bus;
        this.store = store;
    }

    /** Around a time, as if this booking or hold were not there. */
    Future<Diary> open(UUID professional, WantedTime wanted, @Nullable UUID except, Caller caller) {
        Instant rough = wanted.roughly();
        Instant now = Instant.now();
        Instant from = rough.isBefore(now) ? now : rough;
        return open(professional, from.minus(BEFORE), from.plus(AFTER), except, caller);
    }

    Future<Diary> open(UUID professional, Instant from, Instant to, @Nullable UUID except, Caller caller) {
        Future<Professional> provider = provider(professional, caller);
        Future<Schedule> schedule = store.read(professional);
        Future<BusyTimes> busy = store.busy(professional, from, to, except);
        return Future.all(provider, schedule, busy)
                .map(all -> new Diary(provider.result(), schedule.result(), busy.result(), to));
    }

    Future<Professional> provider(UUID professional, Caller caller) {
        return bus.call(ProviderOperations.PROVIDER, new AccountId(professional), caller);
    }

    /** A service by its id or title. */
    Future<Service> service(String named, Caller caller) {
        return bus.call(CatalogOperations.FIND, new FindService(named), caller);
    }
}
