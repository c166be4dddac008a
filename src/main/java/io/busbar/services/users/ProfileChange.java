package io.busbar.services.users;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.services.users.UsersOperations.Address;
import io.busbar.services.users.UsersOperations.SocialLinks;
import io.busbar.services.users.UsersOperations.UpdateProfile;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A normalized update of a profile. Null keeps a field; an empty text, list or object clears it. */
record ProfileChange(
        @Nullable String fullName,
        @Nullable String phone,
        @Nullable String username,
        @Nullable String email,
        @Nullable String bio,
        @Nullable List<String> skills,
        @Nullable JsonObject address,
        @Nullable JsonObject socialLinks,
        @Nullable String category,
        @Nullable BigDecimal hourlyRate,
        @Nullable String currency,
        @Nullable List<String> workGallery,
        @Nullable String profilePicture) {

    /** Returns the normalized update, which may be empty. Throws VALIDATION_ERROR with all invalid fields. */
    static ProfileChange parse(UpdateProfile request) {
        List<FieldError> errors = new ArrayList<>();
        ProfileChange change = parse(request, errors);
        Failure.throwIfAny(errors);
        return change;
    }

    /** Returns the normalized update and adds its errors to the list. */
    static ProfileChange parse(UpdateProfile request, List<FieldError> errors) {
        return new ProfileChange(
                request.fullName(),
                phone(request.phone(), errors),
                parse(request.username(), "/username", Usernames::validate, errors),
                parse(request.email(), "/email", EmailNormalizer::normalize, errors),
                request.bio(),
                skills(request.skills()),
                address(request.address()),
                socialLinks(request.socialLinks()),
                request.category(),
                request.hourlyRate(),
                request.currency(),
                request.workGallery(),
                request.profilePicture());
    }

    boolean isEmpty() {
        return Stream.of(
                        fullName,
                        phone,
                        username,
                        email,
                        bio,
                        skills,
                        address,
                        socialLinks,
                        category,
                        hourlyRate,
                        currency,
                        workGallery,
                        profilePicture)
                .allMatch(field -> field == null);
    }

    /** Returns whether the update changes the hourly rate or its currency. */
    boolean changesRate() {
        return hourlyRate != null || currency != null;
    }

    /**
     * Checks that the update sets no field that only professionals have. Every user may clear such a field.
     *
     * @throws Failure VALIDATION_ERROR with all such fields
     */
    void requireNoProfessionalFields() {
        Failure.throwIfAny(professionalFieldErrors());
    }

    /** Returns an error for each field that the update sets and only professionals have. */
    List<FieldError> professionalFieldErrors() {
        List<FieldError> errors = new ArrayList<>();
        String reason = "is for professionals";
        if (category != null && !category.isEmpty()) {
            errors.add(new FieldError("/category", reason));
        }
        if (hourlyRate != null && hourlyRate.signum() > 0) {
            errors.add(new FieldError("/hourlyRate", reason));
        }
        if (currency != null) {
            errors.add(new FieldError("/currency", reason));
        }
        return errors;
    }

    private static @Nullable String phone(@Nullable String input, List<FieldError> errors) {
        return input != null && input.isBlank() ? "" : parse(input, "/phone", PhoneNormalizer::normalize, errors);
    }

    private static @Nullable String parse(
            @Nullable String input,
            String field,
            BiFunction<String, String, String> normalizer,
            List<FieldError> errors) {
        try {
            return input == null ? null : normalizer.apply(input, field);
        } catch (Failure failure) {
            errors.addAll(failure.errors());
            return null;
        }
    }

    /** Returns the skills in the given order, without duplicates that differ only in case. */
    private static @Nullable List<String> skills(@Nullable List<String> input) {
        if (input == null) {
            return null;
        }
        Map<String, String> skills = new LinkedHashMap<>();
        input.forEach(skill -> skills.putIfAbsent(skill.toLowerCase(Locale.ROOT), skill));
        return List.copyOf(skills.values());
    }

    private static @Nullable JsonObject address(@Nullable Address address) {
        if (address == null) {
            return null;
        }
        JsonObject json = new JsonObject();
        put(json, "street", address.street());
        put(json, "city", address.city());
        put(json, "state", address.state());
        put(json, "pincode", address.pincode());
        return json;
    }

    private static @Nullable JsonObject socialLinks(@Nullable SocialLinks links) {
        if (links == null) {
            return null;
        }
        JsonObject json = new JsonObject();
        put(json, "linkedin", links.linkedin());
        put(json, "twitter", links.twitter());
        put(json, "facebook", links.facebook());
        put(json, "instagram", links.instagram());
        return json;
    }

    private static void put(JsonObject json, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.put(name, value);
        }
    }
}
