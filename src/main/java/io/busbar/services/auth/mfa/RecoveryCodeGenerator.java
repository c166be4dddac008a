package io.busbar.services.auth.mfa;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Generates and hashes recovery codes like {@code 7KQ2M-XW9RD}: 50 random bits, without ambiguous letters. Their hashes are stored sealed,
 * so that neither the database nor the secret alone is enough to try codes.
 */
final class RecoveryCodeGenerator {
    static final int COUNT = 10;

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int HALF_LENGTH = 5;

    private final SecureRandom random = new SecureRandom();

    /** Returns ten new codes in plain text. */
    List<String> generate() {
        return Stream.generate(() -> randomHalf() + "-" + randomHalf())
                .distinct()
                .limit(COUNT)
                .toList();
    }

    /** Returns the hash of a code, ignoring case, spaces and hyphens, and reading O as 0, I and L as 1. Empty if the format is wrong. */
    Optional<byte[]> hash(UUID account, String typed) {
        String code = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        boolean wellFormed =
                code.length() == 2 * HALF_LENGTH && code.chars().allMatch(each -> ALPHABET.indexOf(each) >= 0);
        return wellFormed ? Optional.of(sha256(account + ":" + code)) : Optional.empty();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime lacks SHA-256", e);
        }
    }

    private String randomHalf() {
        StringBuilder text = new StringBuilder(HALF_LENGTH);
        for (int i = 0; i < HALF_LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
