package io.busbar.services.users;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.services.bookings.AvailabilityOperations.DayHours;
import io.busbar.services.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.services.users.UserAdminOperations.GetUser;
import io.busbar.services.users.UsersOperations.Ratings;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What everybody can learn about professionals: nothing that would lead around the marketplace. */
public interface ProfessionalOperations {

    /** Orders of the list. */
    enum ProfessionalOrder {
        RELEVANCE("relevance"),
        RATING("rating"),
        PRICE("price"),
        PRICE_DESCENDING("-price"),
        NEWEST("newest"),
        NAME("name");

        private final String wireName;

        ProfessionalOrder(String wireName) {
            this.wireName = wireName;
        }

        @JsonValue
        public String wireName() {
            return wireName.toLowerCase(Locale.ROOT);
        }
    }

    Operation<ListProfessionals, Page<PublicProfessional>> LIST_PROFESSIONALS = UsersOperations.USERS
            .get("listProfessionals", "/_/users")
            .summary("List professionals")
            .description(
                    "Those whose profile is public. By closeness to `search` if there is one, else by rating: a Bayesian mean, so that few"
                            + " votes do not make a leader. `X-Total-Count` comes with the first page up to 10,000.")
            .allow(publicShared())
            .takes(ListProfessionals.class)
            .returnsPage(PublicProfessional.class);

    Operation<GetUser, PublicProfessional> GET_PROFESSIONAL = UsersOperations.USERS
            .get("getProfessional", "/_/users/{id}")
            .summary("Read about a professional")
            .allow(publicShared())
            .fails(NOT_FOUND)
            .takes(GetUser.class)
            .returns(PublicProfessional.class);

    /** Filters of the list. */
    record ListProfessionals(
            @Nullable @Size(min = 1, max = 40) @Doc(value = "Only this category of the catalog.", example = "plumbing")
            String category,

            @Nullable
            @Size(min = 1, max = 80)
            @Doc(
                    value = "Words to look for in name, skills, category and city; misspellings are forgiven.",
                    example = "tap berlin")
            String search,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("1000000")
            @Doc(value = "An hour costs this or more, in whole units of its currency.", example = "20")
            BigDecimal minPrice,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("1000000")
            @Doc(value = "An hour costs this or less.", example = "60")
            BigDecimal maxPrice,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("5")
            @Doc(value = "Customers gave this or more on average.", example = "4")
            BigDecimal minRating,

            @Nullable @Doc(value = "By what; who names no price comes last by price.", example = "rating")
            ProfessionalOrder sort,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** A professional, without anything to reach them by. */
    record PublicProfessional(
            @NotNull @Doc(value = "Their id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "Unique.", example = "maria.s")
            String username,

            @Nullable @Doc(value = "As they write it.", example = "Maria Schmidt")
            String fullName,

            @Nullable @Doc(value = "Address of a picture.", example = "https://example.com/maria.jpg")
            String profilePicture,

            @Nullable @Doc(value = "About themselves.", example = "Plumber in the third generation.")
            String bio,

            @NotNull @Size(max = 50) List<String> skills,

            @Nullable @Doc(value = "What they do.", example = "plumbing")
            String category,

            @Nullable @Doc(value = "What an hour costs.", example = "45.5")
            BigDecimal hourlyRate,

            @Nullable @Doc(value = "ISO 4217.", example = "EUR")
            String currency,

            @Nullable @Doc(value = "Where they are.", example = "Berlin")
            String city,

            @Nullable @Doc(value = "Where that is.", example = "BE")
            String state,

            @NotNull @Size(max = 30) List<String> workGallery,
            @NotNull Ratings ratings,

            @NotNull @Doc(value = "When they registered.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime memberSince,

            @Nullable
            @Size(max = 7)
            @Doc(
                    "Their weekly hours; on their page and not in lists. Absent while the bookings service does not answer.")
            List<DayHours> availability,

            @Nullable @Doc(value = "The zone of those hours.", example = "Europe/Berlin")
            String timeZone) {

        /** The same with these hours. */
        PublicProfessional withAvailability(OpeningHours hours) {
            return new PublicProfessional(
                    id,
                    username,
                    fullName,
                    profilePicture,
                    bio,
                    skills,
                    category,
                    hourlyRate,
                    currency,
                    city,
                    state,
                    workGallery,
                    ratings,
                    memberSince,
                    hours.availability(),
                    hours.timeZone());
        }
    }
}
