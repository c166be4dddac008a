package io.busbar.users;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Role;
import io.busbar.users.AccountOperations.Status;
import jakarta.validation.constraints.NotNull;
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
            UsersEvents.class);

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
            Status status,

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
            OffsetDateTime updatedAt) {}

    /** Where somebody is. */
    record Address(
            @Nullable @Size(max = 200) String street,
            @Nullable @Size(max = 100) String city,
            @Nullable @Size(max = 100) String state,
            @Nullable @Size(max = 20) String pincode) {}

    /** Pages of theirs elsewhere. */
    record SocialLinks(
            @Nullable @Size(max = 300) String linkedin,
            @Nullable @Size(max = 300) String twitter,
            @Nullable @Size(max = 300) String facebook,
            @Nullable @Size(max = 300) String instagram) {}

    /** What customers thought. */
    record Ratings(@NotNull BigDecimal average, @NotNull Integer count) {}
}
