package io.busbar.services.users;

import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.FailureCode.REAUTHENTICATION_REQUIRED;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.services.bookings.AvailabilityOperations.DayHours;
import io.busbar.services.users.AccountOperations.AccountStatus;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the users service answers about people's own profiles and settings. */
public interface UsersOperations {
    Contract USERS = Contract.of(
            "users",
            "People: who they are to the marketplace and to each other.",
            AccountOperations.class,
            BookableProfessionalOperations.class,
            RecipientOperations.class,
            ProfessionalOperations.class,
            UserSummaryOperations.class,
            UserAdminOperations.class,
            PersonalDataOperations.class,
            UserSettingsOperations.class,
            UsersEvents.class);

    Operation<Empty, User> GET_PROFILE = USERS.get("getProfile", "/users/profile")
            .summary("Read one's own profile")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .returns(User.class);

    Operation<UpdateProfile, ProfileUpdated> UPDATE_PROFILE = USERS.put(
                    "updateProfile", "/user", "/users", "/users/profile", "/users/profile/update")
            .summary("Update one's own profile")
            .description(
                    "Changes the fields that are given and leaves the others; null counts as not given. An empty text, an empty list, an"
                            + " object without fields and a rate of 0 clear what is optional. A new e-mail address takes the place of"
                            + " the old one once it is confirmed, so the answer is the same whoever has it. It needs a proof of the last"
                            + " five minutes that it is you: signing in, or `/auth/prove`. `availability` is set with the rest, or refused"
                            + " with it; without an answer (503, 504) send the same again.")
            .allow(signedIn())
            .fails(NOT_FOUND, CONFLICT, REAUTHENTICATION_REQUIRED, FORBIDDEN)
            .takes(UpdateProfile.class)
            .returns(ProfileUpdated.class);

    /** Fields to change. */
    record UpdateProfile(
            @Nullable @Size(max = 100) @Doc(value = "As they write it.", example = "Maria Schmidt")
            String fullName,

            @Nullable @Size(max = 30) @Doc(value = "With its country code.", example = "+4915123456789")
            String phone,

            @Nullable
            @Size(max = 30)
            @Pattern(regexp = AccountOperations.USERNAME_PATTERN, message = AccountOperations.USERNAME_MESSAGE)
            @Doc(value = "Unique, whatever its case.", example = "maria.s")
            String username,

            @Nullable @Size(min = 3, max = 254) @Doc(value = "To be confirmed.", example = "maria@example.org")
            String email,

            @Nullable @Size(max = 2000) @Doc(value = "About themselves.", example = "Plumber in the third generation.")
            String bio,

            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 60) String> skills,
            @Nullable Address address,
            @Nullable SocialLinks socialLinks,

            @Nullable
            @Size(max = 40)
            @Pattern(regexp = "^([a-z][a-z0-9-]*)?$")
            @Doc(value = "What a professional does, a category of the catalog.", example = "plumbing")
            String category,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("1000000")
            @Doc(value = "What an hour of a professional costs.", example = "45.5")
            BigDecimal hourlyRate,

            @Nullable
            @Pattern(regexp = "^[A-Z]{3}$")
            @Doc(value = "ISO 4217, of the rate; the one before, or EUR, unless given.", example = "EUR")
            String currency,

            @Nullable @Size(max = 30)
            List<@NotBlank @Size(max = 500) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE) String>
                    workGallery,

            @Nullable
            @Size(max = 500)
            @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            @Doc(value = "Address of a picture.", example = "https://example.com/maria.jpg")
            String profilePicture,

            @Nullable
            @Size(max = 7)
            @Doc(
                    "A professional's hours of each day of the week, in the time zone of their settings; a day left out is free.")
            List<DayHours> availability) {}

    /** The profile as it is now. */
    record ProfileUpdated(
            @NotNull @Doc(value = "For people.", example = "Profile updated")
            String message,

            @NotNull User user) {}

    /**
     * A person. What the reader may not see is absent.
     */
    record User(
            @NotNull @Doc(value = "Their id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "Unique, shown to everybody.", example = "maria.s")
            String username,

            @Nullable @Doc(value = "Their confirmed address.", example = "maria@example.com")
            String email,

            @Nullable @Doc(value = "An address that waits to be confirmed.", example = "maria@example.org")
            String pendingEmail,

            @Nullable @Doc(value = "E.164.", example = "+4915123456789")
            String phone,

            @Nullable @Doc(value = "As they write it.", example = "Maria Schmidt")
            String fullName,

            @NotNull @Doc(value = "What they are to the marketplace.", example = "professional")
            Role role,

            @Nullable @Doc(value = "How the account stands.", example = "active")
            AccountStatus status,

            @Nullable @Doc(value = "Why an admin set the status.", example = "Asked for money in advance.")
            String statusReason,

            @Nullable @Doc(value = "Whether the address is confirmed.", example = "true")
            Boolean emailVerified,

            @Nullable @Doc(value = "Whether the phone is confirmed.", example = "false")
            Boolean phoneVerified,

            @Nullable @Doc(value = "Address of a picture.", example = "https://example.com/maria.jpg")
            String profilePicture,

            @Nullable @Doc(value = "About themselves.", example = "Plumber in the third generation.")
            String bio,

            @NotNull @Size(max = 50) List<String> skills,
            @Nullable Address address,
            @Nullable SocialLinks socialLinks,

            @Nullable @Doc(value = "What a professional does, a category of the catalog.", example = "plumbing")
            String category,

            @Nullable @Doc(value = "What an hour costs.", example = "45.5")
            BigDecimal hourlyRate,

            @Nullable @Doc(value = "ISO 4217.", example = "EUR")
            String currency,

            @NotNull @Size(max = 30) List<String> workGallery,
            @NotNull Ratings ratings,

            @NotNull @Doc(value = "When they registered.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @NotNull @Doc(value = "When the profile last changed.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime updatedAt,

            @Nullable
            @Size(max = 7)
            @Doc(
                    "A professional's weekly hours; on a profile and not in lists. Absent while the bookings service does not answer.")
            List<DayHours> availability) {

        /** The same with these weekly hours. */
        User withAvailability(List<DayHours> weeklyHours) {
            return new User(
                    id,
                    username,
                    email,
                    pendingEmail,
                    phone,
                    fullName,
                    role,
                    status,
                    statusReason,
                    emailVerified,
                    phoneVerified,
                    profilePicture,
                    bio,
                    skills,
                    address,
                    socialLinks,
                    category,
                    hourlyRate,
                    currency,
                    workGallery,
                    ratings,
                    createdAt,
                    updatedAt,
                    weeklyHours);
        }
    }

    /** Where somebody is. */
    record Address(
            @Nullable @Size(max = 200) String street,
            @Nullable @Size(max = 100) String city,
            @Nullable @Size(max = 100) String state,
            @Nullable @Size(max = 20) String pincode) {}

    /** Pages of theirs elsewhere. */
    record SocialLinks(
            @Nullable @Size(max = 300) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            String linkedin,

            @Nullable @Size(max = 300) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            String twitter,

            @Nullable @Size(max = 300) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            String facebook,

            @Nullable @Size(max = 300) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            String instagram) {}

    /** What customers thought. */
    record Ratings(@NotNull BigDecimal average, @NotNull Integer count) {}

    String WEB_URL_PATTERN = "^(https?://[^\\s/?#@:]+(:[0-9]{1,5})?([/?#]\\S*)?)?$";
    String WEB_URL_MESSAGE = "must be an address that begins with https:// or http://";
}
