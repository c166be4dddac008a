package io.busbar.services.catalog;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import io.busbar.bus.Contract;
import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the catalog service answers: the kinds of work that professionals offer. */
public interface CatalogOperations {
    Contract CATALOG = Contract.of("catalog", "The kinds of work that professionals of the marketplace offer.");

    /** A title has this many characters at most. */
    int MAX_TITLE_LENGTH = 80;

    /** A description has this many characters at most. */
    int MAX_DESCRIPTION_LENGTH = 2000;

    /** Bulk creation takes this many at most. */
    int MAX_BULK_SIZE = 500;

    Operation<ListServices, Page<Service>> LIST = CATALOG.get("list", "/services")
            .summary("List services")
            .description("By title, or by closeness to `search`. Without a match the list is empty.")
            .allow(publicShared())
            .takes(ListServices.class)
            .returnsPage(Service.class);

    Operation<CreateService, Service> CREATE = CATALOG.post("create", "/services")
            .summary("Create a service")
            .description("Titles are unique, whatever their case.")
            .allow(role(ADMIN))
            .fails(CONFLICT)
            .takes(CreateService.class)
            .creates(Service.class);

    Operation<CreateServices, ListResult<Service>> CREATE_BULK = CATALOG.post("createBulk", "/services/bulk")
            .summary("Create many services")
            .description("All of them or none: one wrong or taken title refuses the whole list and names the rows.")
            .allow(role(ADMIN))
            .fails(CONFLICT)
            .maxRequest(2 << 20)
            .maxResponse(4 << 20)
            .timeout(Duration.ofSeconds(15))
            .takesArray(CreateServices.class, "services")
            .createsList(Service.class);

    Operation<UpdateService, Service> UPDATE = CATALOG.put("update", "/services/{id}")
            .summary("Update a service")
            .description("Changes the fields that are given and leaves the others.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(UpdateService.class)
            .returns(Service.class);

    Operation<DeleteService, ServiceDeletion> DELETE = CATALOG.delete("delete", "/services/{id}")
            .summary("Delete a service")
            .description("Refused while it is booked.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(DeleteService.class)
            .returns(ServiceDeletion.class);

    Operation<FindService, Service> FIND = CATALOG.internal("find")
            .summary("A service by its id or its title")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(FindService.class)
            .returns(Service.class);

    /** Filters of the list. */
    record ListServices(
            @Nullable @Size(min = 1, max = 40) @Doc(value = "Only services of this category.", example = "plumbing")
            String category,

            @Nullable
            @Size(min = 1, max = 80)
            @Doc(value = "Words to look for in title and description; misspellings are forgiven.", example = "tap")
            String search,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** A service to be made. */
    record CreateService(
            @NotBlank @Size(max = MAX_TITLE_LENGTH) @Doc(value = "Unique, whatever its case.", example = "Tap repair")
            String title,

            @NotBlank
            @Size(max = MAX_DESCRIPTION_LENGTH)
            @Doc(value = "What the customer gets.", example = "We fix dripping taps and replace seals.")
            String description,

            @NotBlank
            @Size(max = 40)
            @Pattern(regexp = CATEGORY_PATTERN)
            @Doc(value = "A word in lower case.", example = "plumbing")
            String category,

            @Nullable @Size(min = 1, max = 200) @Doc(value = "Name or address of an icon.", example = "wrench")
            String icon,

            @Nullable @Pattern(regexp = COLOR_PATTERN) @Doc(value = "A colour as `#rrggbb`.", example = "#0a7cff")
            String color) {}

    /** Services to be made, all or none. */
    record CreateServices(
            @NotNull @NotEmpty @Size(max = MAX_BULK_SIZE) List<CreateService> services) {
        public CreateServices {
            services = List.copyOf(services);
        }
    }

    /** Fields to change. */
    record UpdateService(
            @NotNull @Doc("The service.") UUID id,

            @Nullable
            @Size(min = 1, max = MAX_TITLE_LENGTH)
            @Pattern(regexp = NOT_BLANK_PATTERN)
            @Doc(value = "Unique, whatever its case.", example = "Tap repair")
            String title,

            @Nullable
            @Size(min = 1, max = MAX_DESCRIPTION_LENGTH)
            @Pattern(regexp = NOT_BLANK_PATTERN)
            @Doc(value = "What the customer gets.", example = "We fix dripping taps.")
            String description,

            @Nullable
            @Size(max = 40)
            @Pattern(regexp = CATEGORY_PATTERN)
            @Doc(value = "A word in lower case.", example = "plumbing")
            String category,

            @Nullable @Size(min = 1, max = 200) @Doc(value = "Name or address of an icon.", example = "wrench")
            String icon,

            @Nullable @Pattern(regexp = COLOR_PATTERN) @Doc(value = "A colour as `#rrggbb`.", example = "#0a7cff")
            String color) {}

    /** Which service to delete. */
    record DeleteService(@NotNull @Doc("The service.") UUID id) {}

    /** An id, or a title in any case. */
    record FindService(
            @NotBlank @Size(max = MAX_TITLE_LENGTH) String service) {}

    /** That it is gone. */
    record ServiceDeletion(
            @NotNull @Doc(value = "For people.", example = "Service deleted")
            String message) {}

    /** A service of the catalog. */
    record Service(
            @NotNull @Doc(value = "Its id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "Unique, whatever its case.", example = "Tap repair")
            String title,

            @NotNull @Doc(value = "What the customer gets.", example = "We fix dripping taps and replace seals.")
            String description,

            @NotNull @Doc(value = "A word in lower case.", example = "plumbing")
            String category,

            @Nullable @Doc(value = "Name or address of an icon.", example = "wrench")
            String icon,

            @Nullable @Doc(value = "A colour as `#rrggbb`.", example = "#0a7cff")
            String color,

            @NotNull @Doc(value = "When it was made.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @NotNull @Doc(value = "When it last changed.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime updatedAt) {}

    String CATEGORY_PATTERN = "^[a-z][a-z0-9-]*$";
    String COLOR_PATTERN = "^#[0-9a-fA-F]{6}$";
    String NOT_BLANK_PATTERN = "\\S";
}
