package io.busbar.services.catalog;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import io.busbar.bus.Contract;
import io.busbar.bus.Deleted;
import io.busbar.bus.Doc;
import io.busbar.bus.Id;
import io.busbar.bus.Line;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Text;
import io.busbar.data.listing.Page;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the catalog, which contains the services that professionals offer. */
public interface CatalogOperations {
    Contract CATALOG = Contract.of(
                    "catalog", "The services that professionals of the marketplace offer.", CatalogEvents.class)
            .holdsNoPersonalData();

    int MAX_TITLE_LENGTH = 80;
    int MAX_DESCRIPTION_LENGTH = 2000;
    int MAX_BULK_SIZE = 500;

    Operation<ListServices, Page<Service>> LIST = CATALOG.get("list", "/services")
            .summary("List services")
            .description(
                    "Returns services by title, or by relevance with `search`. The list is empty if no service matches.")
            .allow(publicShared())
            .takes(ListServices.class)
            .returnsPage(Service.class);

    Operation<Id, Service> GET = CATALOG.get("get", "/services/{id}")
            .summary("Get a service")
            .allow(publicShared())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(Service.class);

    Operation<CreateService, Service> CREATE = CATALOG.post("create", "/services")
            .summary("Create a service")
            .description("Titles are unique regardless of case.")
            .allow(role(ADMIN))
            .fails(CONFLICT)
            .takes(CreateService.class)
            .creates(Service.class);

    Operation<CreateServices, ListResult<Service>> CREATE_BULK = CATALOG.post("createBulk", "/services/bulk")
            .summary("Create services in bulk")
            .description(
                    "Creates all services or none. If one is invalid or its title is taken, nothing is created and the error names"
                            + " the rows.")
            .allow(role(ADMIN))
            .fails(CONFLICT)
            .maxRequestBytes(2 << 20)
            .maxResponseBytes(4 << 20)
            .timeout(Duration.ofSeconds(15))
            .takesArray(CreateServices.class, "services")
            .createsList(Service.class);

    Operation<UpdateService, Service> UPDATE = CATALOG.put("update", "/services/{id}")
            .summary("Update a service")
            .description("Replaces the given fields and leaves the others unchanged.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .patches()
            .takes(UpdateService.class)
            .returns(Service.class);

    Operation<Id, Deleted> DELETE = CATALOG.delete("delete", "/services/{id}")
            .summary("Delete a service")
            .description("Fails with a conflict while the service has open bookings.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(Id.class)
            .returns(Deleted.class);

    Operation<FindService, Service> FIND = CATALOG.internal("find")
            .summary("Find a service by its ID or title")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(FindService.class)
            .returns(Service.class);

    /** The filters and the page. */
    record ListServices(
            @Nullable @Size(min = 1, max = 40) @Doc(value = "Only services of this category.", example = "plumbing")
            String category,

            @Nullable
            @Line(MAX_TITLE_LENGTH)
            @Doc(value = "A search text for title and description; misspellings are tolerated.", example = "tap")
            String search,

            PageRequest page) {}

    @Doc.From(Service.class)
    record CreateService(
            @Line(MAX_TITLE_LENGTH) String title,
            @Text(MAX_DESCRIPTION_LENGTH) String description,

            @NotBlank @Size(max = 40) @Pattern(regexp = CATEGORY_PATTERN)
            String category,

            @Nullable @Line(200) String icon,
            @Nullable @Pattern(regexp = COLOR_PATTERN) String color) {}

    record CreateServices(
            @NotEmpty @Size(max = MAX_BULK_SIZE) List<CreateService> services) {}

    @Doc.From(Service.class)
    record UpdateService(
            UUID id,
            @Nullable @Line(MAX_TITLE_LENGTH) String title,
            @Nullable @Text(MAX_DESCRIPTION_LENGTH) String description,

            @Nullable @Size(max = 40) @Pattern(regexp = CATEGORY_PATTERN)
            String category,

            @Nullable @Line(200) String icon,
            @Nullable @Pattern(regexp = COLOR_PATTERN) String color) {}

    /** The ID of a service, or its title in any case. */
    record FindService(@Line(MAX_TITLE_LENGTH) String service) {}

    record Service(
            @Doc(value = "The service's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Line(MAX_TITLE_LENGTH) @Doc(value = "The title, unique regardless of case.", example = "Tap repair")
            String title,

            @Text(MAX_DESCRIPTION_LENGTH)
            @Doc(value = "A description for customers.", example = "We fix dripping taps and replace seals.")
            String description,

            @Doc(value = "The category, a word in lower case.", example = "plumbing")
            String category,

            @Nullable @Doc(value = "The name or URL of an icon.", example = "wrench")
            String icon,

            @Nullable @Doc(value = "The color as `#rrggbb`.", example = "#0a7cff")
            String color,

            @Doc(value = "When the service was created.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @Doc(value = "When the service was last changed.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime updatedAt) {}

    String CATEGORY_PATTERN = "^[a-z][a-z0-9-]*$";
    String COLOR_PATTERN = "^#[0-9a-fA-F]{6}$";
}
