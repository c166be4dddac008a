package io.busbar.services.users;

import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.FailureCode.REAUTHENTICATION_REQUIRED;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.Text;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The contract of the users service, and the operations on the signed-in user's own profile. */
public interface UsersOperations {
    Contract USERS = Contract.of(
                    "users",
                    "Accounts, profiles and settings of users.",
                    AccountOperations.class,
                    BookingProfileOperations.class,
                    RecipientOperations.class,
                    ProfessionalOperations.class,
                    UserSummaryOperations.class,
                    UserAdminOperations.class,
                    PersonalDataOperations.class,
                    UserSettingsOperations.class,
                    UsersEvents.class,
                    UsersContinuations.class,
                    UsersSettings.class,
                    UsersPersonalData.class)
            .eventsAbout("user");

    Operation<Empty, User> GET_PROFILE = USERS.get("getProfile", "/users/profile")
            .summary("Get the signed-in user's profile")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .returns(User.class);

    Operation<UpdateProfile, ProfileUpdated> UPDATE_PROFILE = USERS.put(
                    "updateProfile", "/user", "/users", "/users/profile", "/users/profile/update")
            .summary("Update the signed-in user's profile")
            .description(
                    "Changes the given fields and keeps the others; null counts as not given. To clear an optional field, send an empty"
                            + " text, an empty list, an empty object or a rate of 0. A new email address replaces the current one once it is"
                            + " verified; the response does not reveal whether the address is taken. Changing it requires a sign-in or"
                            + " `/auth/reauthenticate` within the last five minutes. `availability` is validated together with the profile:"
                            + " if either is invalid, nothing changes. After a 503 or 504, repeat the request.")
            .allow(signedIn())
            .fails(NOT_FOUND, CONFLICT, REAUTHENTICATION_REQUIRED, FORBIDDEN)
            .patches()
            .takes(UpdateProfile.class)
            .returns(ProfileUpdated.class);

    /** The fields to change. */
    record UpdateProfile(
            @Nullable @Line(value = 100, min = 0) @Doc(value = "The full name.", example = "Maria Schmidt")
            String fullName,

            @Nullable
            @Size(max = 30)
            @Doc(value = "The phone number with its country code.", example = "+4915123456789")
            String phone,

            @Nullable
            @Size(max = 30)
            @Pattern(regexp = AccountOperations.USERNAME_PATTERN, message = AccountOperations.USERNAME_MESSAGE)
            @Doc(value = "The username, unique regardless of case.", example = "maria.s")
            String username,

            @Nullable
            @Size(min = 3, max = 254)
            @Doc(
                    value = "The new email address. It replaces the current one once it is verified.",
                    example = "maria@example.org")
            String email,

            @Nullable
            @Text(value = 2000, min = 0)
            @Doc(value = "A short biography.", example = "Third-generation plumber.")
            String bio,

            @Nullable @Size(max = 50) List<@Line(60) String> skills,
            @Nullable Address address,
            @Nullable SocialLinks socialLinks,

            @Nullable
            @Size(max = 40)
            @Pattern(regexp = "^([a-z][a-z0-9-]*)?$")
            @Doc(value = "The professional's category in the catalog.", example = "plumbing")
            String category,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("1000000")
            @Doc(value = "The professional's hourly rate, in major units of the currency.", example = "45.5")
            BigDecimal hourlyRate,

            @Nullable
            @Pattern(regexp = "^[A-Z]{3}$")
            @Doc(
                    value = "The ISO 4217 code of the rate's currency. Defaults to the current currency, or else EUR.",
                    example = "EUR")
            String currency,

            @Nullable @Size(max = 30)
            List<@NotBlank @Size(max = 500) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE) String>
                    workGallery,

            @Nullable
            @Size(max = 500)
            @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            @Doc(value = "The URL of the profile picture.", example = "https://example.com/maria.jpg")
            String profilePicture,

            @Nullable
            @Size(max = 7)
            @Doc(
                    "The professional's weekly hours, in the time zone of the settings. Days that are left out have no hours.")
            List<DayHours> availability) {}

    /** The response to an update, with the current profile. */
    record ProfileUpdated(
            @Doc(value = "A human-readable message.", example = "Profile updated")
            String message,

            User user) {}

    /** A user. Fields that the reader may not see are absent. */
    record User(
            @Doc(value = "The user's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The unique username. Visible to everyone.", example = "maria.s")
            String username,

            @Nullable @Doc(value = "The verified email address.", example = "maria@example.com")
            String email,

            @Nullable @Doc(value = "The new email address that is not verified yet.", example = "maria@example.org")
            String pendingEmail,

            @Nullable @Doc(value = "The phone number in E.164 format.", example = "+4915123456789")
            String phone,

            @Nullable @Doc(value = "The full name.", example = "Maria Schmidt")
            String fullName,

            @Doc(value = "The user's role.", example = "professional")
            UserRole role,

            @Nullable @Doc(value = "The status of the account.", example = "active")
            AccountStatus status,

            @Nullable
            @Doc(value = "The reason that an admin gave for the status.", example = "Asked for money in advance.")
            String statusReason,

            @Nullable @Doc(value = "Whether the email address is verified.", example = "true")
            Boolean emailVerified,

            @Nullable @Doc(value = "Whether the phone number is verified.", example = "false")
            Boolean phoneVerified,

            @Nullable @Doc(value = "The URL of the profile picture.", example = "https://example.com/maria.jpg")
            String profilePicture,

            @Nullable @Text(2000) @Doc(value = "A short biography.", example = "Third-generation plumber.")
            String bio,

            @Size(max = 50) List<@Line(60) String> skills,
            @Nullable Address address,
            @Nullable SocialLinks socialLinks,

            @Nullable @Doc(value = "The professional's category in the catalog.", example = "plumbing")
            String category,

            @Nullable @Doc(value = "The hourly rate, in major units of the currency.", example = "45.5")
            BigDecimal hourlyRate,

            @Nullable @Doc(value = "The ISO 4217 code of the currency.", example = "EUR")
            String currency,

            @Size(max = 30) List<String> workGallery,
            Ratings ratings,

            @Doc(value = "When the user registered.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @Doc(value = "When the profile was last changed.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime updatedAt,

            @Nullable
            @Size(max = 7)
            @Doc("The professional's weekly hours. Absent from lists and while the bookings service is unavailable.")
            List<DayHours> availability) {

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

    /** A postal address. */
    record Address(
            @Nullable @Line(value = 200, min = 0) String street,
            @Nullable @Line(value = 100, min = 0) String city,
            @Nullable @Line(value = 100, min = 0) String state,
            @Nullable @Line(value = 20, min = 0) String pincode) {}

    /** The user's pages on social networks. */
    record SocialLinks(
            @Nullable @Size(max = 300) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            String linkedin,

            @Nullable @Size(max = 300) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            String twitter,

            @Nullable @Size(max = 300) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            String facebook,

            @Nullable @Size(max = 300) @Pattern(regexp = WEB_URL_PATTERN, message = WEB_URL_MESSAGE)
            String instagram) {}

    /** The average rating and the number of ratings. */
    record Ratings(BigDecimal average, Integer count) {}

    String WEB_URL_PATTERN = "^(https?://[^\\s/?#@:]+(:[0-9]{1,5})?([/?#]\\S*)?)?$";
    String WEB_URL_MESSAGE = "must be a URL that begins with https:// or http://";
}
