package io.busbar.catalog;

import static io.busbar.catalog.CatalogOperations.DESCRIPTION_MOST;
import static io.busbar.catalog.CatalogOperations.TITLE_MOST;
import static java.util.Objects.requireNonNull;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FreeText;
import io.busbar.catalog.CatalogOperations.CreateService;
import io.busbar.catalog.CatalogOperations.UpdateService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The texts of services as they are kept, see {@link FreeText}: composed, so that titles which look the same are the same. */
final class ServiceTexts {
    private ServiceTexts() {}

    /**
     * The service with its texts as they are kept.
     *
     * @param at     where it stands in the request: empty, or {@code /3} for a row of a list
     * @param errors gets what is wrong with them
     */
    static CreateService tidy(CreateService raw, String at, List<FieldError> errors) {
        return new CreateService(
                requireNonNull(FreeText.line(raw.title(), TITLE_MOST, at + "/title", errors)),
                requireNonNull(FreeText.prose(raw.description(), DESCRIPTION_MOST, at + "/description", errors)),
                raw.category(),
                raw.icon(),
                raw.color());
    }

    /** The same where nothing else can be wrong; fails with {@link io.busbar.bus.FailureCode#VALIDATION_ERROR} if something is. */
    static CreateService tidy(CreateService raw) {
        List<FieldError> errors = new ArrayList<>();
        CreateService tidy = tidy(raw, "", errors);
        Failure.throwIfAny(errors);
        return tidy;
    }

    static UpdateService tidy(UpdateService raw) {
        List<FieldError> errors = new ArrayList<>();
        UpdateService tidy = new UpdateService(
                raw.id(),
                FreeText.line(raw.title(), TITLE_MOST, "/title", errors),
                FreeText.prose(raw.description(), DESCRIPTION_MOST, "/description", errors),
                raw.category(),
                raw.icon(),
                raw.color());
        Failure.throwIfAny(errors);
        return tidy;
    }

    /** What two titles that count as the same have in common. */
    static String folded(String title) {
        return title.toLowerCase(Locale.ROOT);
    }
}
