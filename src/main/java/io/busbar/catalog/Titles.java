package io.busbar.catalog;

import io.busbar.catalog.CatalogOperations.CreateService;
import io.busbar.catalog.CatalogOperations.UpdateService;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Titles as they are kept: composed (NFC) and without outer space, so that what looks the same is the same. */
final class Titles {
    private Titles() {}

    static CreateService tidy(CreateService raw) {
        return new CreateService(tidy(raw.title()), raw.description().strip(), raw.category(), raw.icon(), raw.color());
    }

    static UpdateService tidy(UpdateService raw) {
        return new UpdateService(
                raw.id(), tidyOptional(raw.title()), strip(raw.description()), raw.category(), raw.icon(), raw.color());
    }

    /** What two titles that count as the same have in common. */
    static String folded(String title) {
        return title.toLowerCase(Locale.ROOT);
    }

    private static String tidy(String title) {
        return Normalizer.normalize(title, Normalizer.Form.NFC).strip();
    }

    private static @Nullable String tidyOptional(@Nullable String title) {
        return title == null ? null : tidy(title);
    }

    private static @Nullable String strip(@Nullable String text) {
        return text == null ? null : text.strip();
    }
}
