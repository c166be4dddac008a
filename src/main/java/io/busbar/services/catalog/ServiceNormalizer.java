package io.busbar.services.catalog;

import static io.busbar.services.catalog.CatalogOperations.MAX_DESCRIPTION_LENGTH;
import static io.busbar.services.catalog.CatalogOperations.MAX_TITLE_LENGTH;
import static java.util.Objects.requireNonNull;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.text.TextNormalizer;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.busbar.services.catalog.CatalogOperations.UpdateService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Normalizes the texts of services with {@link TextNormalizer}, so that titles that look the same are equal. */
final class ServiceNormalizer {
    private ServiceNormalizer() {}

    /**
     * Returns the service with normalized texts.
     *
     * @param path the JSON pointer of the service in the request: empty, or {@code /3} for a row of a list
     * @param errors receives the errors in the texts
     */
    static CreateService normalize(CreateService raw, String path, List<FieldError> errors) {
        return new CreateService(
                requireNonNull(TextNormalizer.singleLine(raw.title(), MAX_TITLE_LENGTH, path + "/title", errors)),
                requireNonNull(TextNormalizer.multiLine(
                        raw.description(), MAX_DESCRIPTION_LENGTH, path + "/description", errors)),
                raw.category(),
                raw.icon(),
                raw.color());
    }

    /** Returns the service with normalized texts. Fails with {@link io.busbar.bus.FailureCode#VALIDATION_ERROR} if a text is invalid. */
    static CreateService normalize(CreateService raw) {
        List<FieldError> errors = new ArrayList<>();
        CreateService normalized = normalize(raw, "", errors);
        Failure.throwIfAny(errors);
        return normalized;
    }

    static UpdateService normalize(UpdateService raw) {
        List<FieldError> errors = new ArrayList<>();
        UpdateService normalized = new UpdateService(
                raw.id(),
                TextNormalizer.singleLine(raw.title(), MAX_TITLE_LENGTH, "/title", errors),
                TextNormalizer.multiLine(raw.description(), MAX_DESCRIPTION_LENGTH, "/description", errors),
                raw.category(),
                raw.icon(),
                raw.color());
        Failure.throwIfAny(errors);
        return normalized;
    }

    /** Returns the title in lower case; titles that differ only in case count as the same. */
    static String foldCase(String title) {
        return title.toLowerCase(Locale.ROOT);
    }
}
