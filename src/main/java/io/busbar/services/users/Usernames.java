package io.busbar.services.users;

import io.busbar.bus.Failure;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validates and suggests usernames. A username never looks like an email address or a phone number, so that sign-in identifiers are
 * unambiguous.
 */
final class Usernames {
    private static final Pattern VALID = Pattern.compile(AccountOperations.USERNAME_PATTERN);
    private static final Pattern DIACRITICS = Pattern.compile("\\p{M}+");
    private static final Pattern NON_ALPHANUMERIC = Pattern.compile("[^a-z0-9]+");
    private static final int MAX_SUGGESTIONS = 8;
    private static final int MAX_STEM_LENGTH = 23;

    private Usernames() {}

    static String validate(String input, String field) {
        String text = input.strip();
        if (!VALID.matcher(text).matches()) {
            throw Failure.invalid(field, AccountOperations.USERNAME_MESSAGE);
        }
        return text;
    }

    /** Returns the key by which usernames are compared. */
    static String caseInsensitiveKey(String username) {
        return username.toLowerCase(Locale.ROOT);
    }

    /** Returns candidates for a user who chose no username, derived from the full name and never from the email address. */
    static List<String> suggest(@Nullable String fullName) {
        String stem = stem(fullName == null ? "" : fullName);
        List<String> names = new ArrayList<>();
        if (stem.isEmpty()) {
            stem = "user";
        } else {
            names.add(stem);
        }
        for (int i = names.size(); i < MAX_SUGGESTIONS; i++) {
            int range = i < MAX_SUGGESTIONS / 2 ? 1_000 : 1_000_000;
            names.add(stem + "-" + ThreadLocalRandom.current().nextInt(range / 10, range));
        }
        return names;
    }

    private static String stem(String text) {
        String withoutDiacritics = DIACRITICS
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("");
        String joined = NON_ALPHANUMERIC
                .matcher(withoutDiacritics.toLowerCase(Locale.ROOT))
                .replaceAll(".");
        String cut = joined.substring(joined.startsWith(".") ? 1 : 0);
        cut = cut.substring(0, Math.min(MAX_STEM_LENGTH, cut.length()));
        cut = cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
        return VALID.matcher(cut).matches() ? cut : "";
    }
}
