package io.busbar.services.auth.password;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules for passwords: 8 to 128 characters, and neither common nor derived from the account's names. There are no rules for the
 * composition of a password (NIST SP 800-63B, 3.1.1.2).
 */
public final class PasswordPolicy {
    static final int MIN_LENGTH = 8;
    static final int MAX_LENGTH = 128;

    private static final int MIN_NAME_LENGTH = 4;
    private static final Set<String> COMMON_PASSWORDS = loadCommonPasswords();
    private static final String[] KEYBOARD_SEQUENCES = {
        "01234567890123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "1q2w3e4r5t6y7u8i9o0p",
        "q1w2e3r4t5y6u7i8o9p0"
    };
    /** The digits and symbols that people append to a word. */
    private static final Pattern TRAILING_NON_LETTERS = Pattern.compile("[\\p{N}\\p{P}\\p{S}]+$");

    private PasswordPolicy() {}

    /**
     * Throws VALIDATION_ERROR if the password violates a rule.
     *
     * @param field        the field to name in the error
     * @param accountNames the names and addresses of the account
     */
    public static void check(String password, String field, @Nullable String... accountNames) {
        violation(password, accountNames).ifPresent(msg -> {
            throw Failure.invalid(field, msg);
        });
    }

    /** Returns the error of a password that violates a rule. */
    static Optional<FieldError> error(String password, String field, @Nullable String... accountNames) {
        return violation(password, accountNames).map(msg -> new FieldError(field, msg));
    }

    private static Optional<String> violation(String password, @Nullable String... accountNames) {
        String text = Normalizer.normalize(password, Normalizer.Form.NFC);
        int length = text.codePointCount(0, text.length());
        if (length < MIN_LENGTH) {
            return Optional.of("must be at least " + MIN_LENGTH + " characters");
        }
        if (length > MAX_LENGTH) {
            return Optional.of("must be at most " + MAX_LENGTH + " characters");
        }
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip();
        String withoutTail = TRAILING_NON_LETTERS.matcher(folded).replaceFirst("");
        if (Stream.of(accountNames).anyMatch(name -> name != null && matchesName(folded, withoutTail, name))) {
            return Optional.of("must not be your name or email address");
        }
        if (COMMON_PASSWORDS.contains(folded)
                || COMMON_PASSWORDS.contains(withoutTail)
                || isRepetition(folded)
                || isSequence(folded)) {
            return Optional.of("is too common or too easy to guess");
        }
        return Optional.empty();
    }

    private static boolean matchesName(String folded, String withoutTail, String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip();
        int at = plain.indexOf('@');
        Stream<String> forms = Stream.of(
                plain,
                plain.replaceAll("\\s+", ""),
                at < 0 ? plain : plain.substring(0, at),
                TRAILING_NON_LETTERS
                        .matcher(at < 0 ? plain : plain.substring(0, at))
                        .replaceFirst(""));
        return forms.filter(form -> form.length() >= MIN_NAME_LENGTH)
                .anyMatch(form -> folded.equals(form) || withoutTail.equals(form));
    }

    /** Returns whether the text repeats a piece of up to four characters. */
    private static boolean isRepetition(String text) {
        for (int piece = 1; piece <= 4; piece++) {
            if (text.length() > piece && text.substring(piece).equals(text.substring(0, text.length() - piece))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSequence(String text) {
        String backwards = new StringBuilder(text).reverse().toString();
        return Stream.of(KEYBOARD_SEQUENCES)
                .anyMatch(sequence -> sequence.contains(text) || sequence.contains(backwards));
    }

    private static Set<String> loadCommonPasswords() {
        try (InputStream list = Objects.requireNonNull(
                        PasswordPolicy.class.getResourceAsStream("common-passwords.txt"), "common-passwords.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank()).collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
