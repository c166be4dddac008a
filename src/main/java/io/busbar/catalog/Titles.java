package io.busbar.catalog;

import static io.busbar.catalog.CatalogOperations.TITLE_MOST;

import io.busbar.bus.Failure;
import io.busbar.catalog.CatalogOperations.CreateService;
import io.busbar.catalog.CatalogOperations.UpdateService;
import java.text.Normalizer;
import java.util.Locale;

/** Titles as they are kept: composed (NFC) and without outer space, so that what looks the same is the same. */
final class Titles {
    private Titles() {}

    /**
     * The service with its texts as they are kept.
     *
     * @param at where it stands in the request: empty, or {@code /3} for a row of a list
     */
    static CreateService tidy(CreateService raw, String at) {
        return new CreateService(
                tidy(raw.title(), at), raw.description().strip(), raw.category(), raw.icon(), raw.color());
    }

    static UpdateService tidy(UpdateService raw) {
        String title = raw.title();
        String description = raw.description();
        return new UpdateService(
                raw.id(),
                title == null ? null : tidy(title, ""),
                description == null ? null : description.strip(),
                raw.category(),
                raw.icon(),
                raw.color());
    }

    /** What two titles that count as the same have in common. */
    static String folded(String title) {
        return title.toLowerCase(Locale.ROOT);
    }

    /** Composing can make a text longer: a few letters exist only as two characters in NFC. */
    private static String tidy(String title, String at) {
        String tidy = Normalizer.normalize(title, Normalizer.Form.NFC).strip();
        if (tidy.codePointCount(0, tidy.length()) > TITLE_MOST) {
            throw Failure.invalid(at + "/title", "must be at most " + TITLE_MOST + " characters, composed (NFC)");
        }
        return tidy;
    }
}
