package io.busbar.services.users;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.users.UsersOperations.USERS;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.busbar.bus.Doc;
import io.busbar.bus.Id;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Text;
import io.busbar.data.listing.Page;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.ProfileHours;
import io.busbar.services.users.UsersOperations.Ratings;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The public operations about professionals. They return no contact details, so that bookings stay on the marketplace. */
public interface ProfessionalOperations {

    /** The sort orders of the list. */
    enum ProfessionalOrder {
        RELEVANCE,
        RATING,
        PRICE,
        @JsonProperty("-price")
        PRICE_DESCENDING,
        NEWEST,
        NAME
    }

    Operation<ListProfessionals, Page<PublicProfessional>> LIST_PROFESSIONALS = USERS.get(
                    "listProfessionals", "/_/users")
            .summary("List professionals")
            .description(
                    "Returns the professionals with a public profile, sorted by relevance if `search` is given, otherwise by rating. The"
                            + " rating order uses a Bayesian mean, so that a few votes have little weight. The first page has the total in"
                            + " `X-Total-Count` if it is at most 10,000.")
            .allow(publicShared())
            .takes(ListProfessionals.class)
            .returnsPage(PublicProfessional.class);

    Operation<Id, PublicProfessional> GET_PROFESSIONAL = USERS.get("getProfessional", "/_/users/{id}")
            .summary("Get a professional")
            .allow(publicShared())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(PublicProfessional.class);

    /** Selects the professionals to list and their order. */
    record ListProfessionals(
            @Nullable
            @Size(min = 1, max = 40)
            @Doc(value = "Returns only professionals in this category.", example = "plumbing")
            String category,

            @Nullable
            @Line(80)
            @Doc(
                    value = "Words to search for in name, skills, category and city. Tolerates misspellings.",
                    example = "tap berlin")
            String search,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("1000000")
            @Doc(value = "The minimum hourly rate, in major units of its currency.", example = "20")
            BigDecimal minPrice,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("1000000")
            @Doc(value = "The maximum hourly rate, in major units of its currency.", example = "60")
            BigDecimal maxPrice,

            @Nullable @DecimalMin("0") @DecimalMax("5") @Doc(value = "The minimum average rating.", example = "4")
            BigDecimal minRating,

            @Nullable
            @Doc(
                    value = "The sort order. Professionals without a rate come last when sorted by price.",
                    example = "rating")
            ProfessionalOrder sort,

            PageRequest page) {}

    /** The public profile of a professional, without contact details. */
    record PublicProfessional(
            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The unique username.", example = "maria.s")
            String username,

            @Nullable @Doc(value = "The full name.", example = "Maria Schmidt")
            String fullName,

            @Nullable @Doc(value = "The URL of the profile picture.", example = "https://example.com/maria.jpg")
            String profilePicture,

            @Nullable @Text(2000) @Doc(value = "A short biography.", example = "Third-generation plumber.")
            String bio,

            @Size(max = 50) List<@Line(60) String> skills,

            @Nullable @Doc(value = "The professional's category in the catalog.", example = "plumbing")
            String category,

            @Nullable @Doc(value = "The hourly rate, in major units of the currency.", example = "45.5")
            BigDecimal hourlyRate,

            @Nullable @Doc(value = "The ISO 4217 code of the currency.", example = "EUR")
            String currency,

            @Nullable @Doc(value = "The city.", example = "Berlin")
            String city,

            @Nullable @Doc(value = "The state or region.", example = "BE")
            String state,

            @Size(max = 30) List<String> workGallery,
            Ratings ratings,

            @Doc(value = "When the user registered.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime memberSince,

            @Nullable
            @Size(max = 7)
            @Doc("The weekly hours. Absent from lists and while the bookings service is unavailable.")
            List<DayHours> availability,

            @Nullable @Doc(value = "The time zone of the weekly hours.", example = "Europe/Berlin")
            String timeZone) {

        PublicProfessional withAvailability(ProfileHours hours) {
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
