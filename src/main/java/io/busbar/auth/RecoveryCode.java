package io.busbar.auth;

import io.busbar.data.KeyedHash;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Codes like {@code 7KQ2M-XW9RD}: 50 random bits, without letters that look like others. Kept as keyed hashes bound to their account. */
final class RecoveryCode {
    static final int COUNT = 10;

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int HALF = 5;

    private final SecureRandom random = new SecureRandom();
    private final KeyedHash key;

    RecoveryCode(String secret) {
        key = new KeyedHash(secret, "recovery-codes/v1");
    }

    /** Ten new ones, as they are shown. */
    List<String> make() {
        return Stream.generate(() -> half() + "-" + half())
                .distinct()
                .limit(COUNT)
                .toList();
    }

    /** What is kept of a code, however its owner typed it; empty for what can't be one. */
    Optional<Buffer> hash(UUID account, String typed) {
        String code = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        boolean possible = code.length() == 2 * HALF && code.chars().allMatch(each -> ALPHABET.indexOf(each) >= 0);
        return possible
                ? Optional.of(Buffer.buffer(key.of((account + ":" + code).getBytes(StandardCharsets.UTF_8))))
                : Optional.empty();
    }

    private String half() {
        StringBuilder text = new StringBuilder(HALF);
        for (int i = 0; i < HALF; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
