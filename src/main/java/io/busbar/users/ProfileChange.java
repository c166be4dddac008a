package io.busbar.users;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FreeText;
import io.busbar.users.UsersOperations.Address;
import io.busbar.users.UsersOperations.SocialLinks;
import io.busbar.users.UsersOperations.UpdateProfile;
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

/** An update of a profile as it is kept. Null leaves a field as it is; an empty text, list or object clears it. */
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

    /**
     * What a request asks for.
     *
     * @throws Failure VALIDATION_ERROR that names every wrong field, or says that there is none at all
     */
    static ProfileChange of(UpdateProfile request) {
        ProfileChange change = ofPart(request);
        if (change.isEmpty()) {
            throw Failure.invalid("", "names nothing to change");
        }
        return change;
    }

    /** The same where there may be nothing to change here. */
    static ProfileChange ofPart(UpdateProfile request) {
        List<FieldError> errors = new ArrayList<>();
        ProfileChange change = read(request, errors);
        Failure.throwIfAny(errors);
        return change;
    }

    /** The same where the errors are told together with others. */
    static ProfileChange read(UpdateProfile request, List<FieldError> errors) {
        return new ProfileChange(
                FreeText.line(request.fullName(), 100, "/fullName", errors),
                phone(request.phone(), errors),
                read(request.username(), "/username", Usernames::of, errors),
                read(request.email(), "/email", AccountEmail::of, errors),
                FreeText.prose(request.bio(), 2000, "/bio", errors),
                skills(request.skills(), errors),
                address(request.address(), errors),
                links(request.socialLinks()),
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

    /** Whether it says what an hour costs. */
    boolean isPriced() {
        return hourlyRate != null || currency != null;
    }

    /**
     * Refuses what only a professional has; to clear it is everybody's.
     *
     * @throws Failure VALIDATION_ERROR that names every such field
     */
    void onlyForProfessionals() {
        List<FieldError> errors = forProfessionals();
        Failure.throwIfAny(errors);
    }

    /** What of it only a professional has. */
    List<FieldError> forProfessionals() {
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

    private static @Nullable String phone(@Nullable String typed, List<FieldError> errors) {
        return typed != null && typed.isBlank() ? "" : read(typed, "/phone", PhoneNumber::of, errors);
    }

    private static @Nullable String read(
            @Nullable String typed, String field, BiFunction<String, String, String> rule, List<FieldError> errors) {
        try {
            return typed == null ? null : rule.apply(typed, field);
        } catch (Failure failure) {
            errors.addAll(failure.errors());
            return null;
        }
    }

    /** Each once, whatever its case, in the order given. */
    private static @Nullable List<String> skills(@Nullable List<String> typed, List<FieldError> errors) {
        if (typed == null) {
            return null;
        }
        Map<String, String> skills = new LinkedHashMap<>();
        for (int i = 0; i < typed.size(); i++) {
            String skill = FreeText.line(typed.get(i), 60, "/skills/" + i, errors);
            if (skill != null) {
                skills.putIfAbsent(skill.toLowerCase(Locale.ROOT), skill);
            }
        }
        return List.copyOf(skills.values());
    }

    private static @Nullable JsonObject address(@Nullable Address address, List<FieldError> errors) {
        if (address == null) {
            return null;
        }
        JsonObject json = new JsonObject();
        put(json, "street", FreeText.line(address.street(), 200, "/address/street", errors));
        put(json, "city", FreeText.line(address.city(), 100, "/address/city", errors));
        put(json, "state", FreeText.line(address.state(), 100, "/address/state", errors));
        put(json, "pincode", FreeText.line(address.pincode(), 20, "/address/pincode", errors));
        return json;
    }

    private static @Nullable JsonObject links(@Nullable SocialLinks links) {
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
