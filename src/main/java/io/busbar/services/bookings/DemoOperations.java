package io.busbar.services.bookings;

import io.busbar.bus.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The operation that fills a new deployment with professionals and services to look around among. */
public interface DemoOperations {
    Operation<CreateDemoData, DemoDataCreated> CREATE_DEMO_DATA = BookingOperations.BOOKINGS
            .internal("createDemoData")
            .summary("Create demo data")
            .description(
                    "Creates professionals who cannot sign in, and services if the catalog is empty. Repeating the call changes nothing.")
            .timeout(Duration.ofSeconds(60))
            .idempotent()
            .takes(CreateDemoData.class)
            .returns(DemoDataCreated.class);

    /** The request: the total number of demo professionals. */
    record CreateDemoData(@Min(1) @Max(10_000) Integer professionals) {}

    /** The numbers of professionals and services that this call created. */
    record DemoDataCreated(Integer professionals, Integer services) {}
}
