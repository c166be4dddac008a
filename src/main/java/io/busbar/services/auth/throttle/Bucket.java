package io.busbar.services.auth.throttle;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A counter of failed attempts.
 *
 * @param name         the bucket's kind and subject; only a keyed hash of it is stored
 * @param freeFailures the number of failures before the first lock
 * @param shared       whether several people use the bucket: a success then refunds only its own attempt and does not reset the bucket
 */
public record Bucket(String name, int freeFailures, boolean shared) {
    /** The number of failures before the first lock of an unshared bucket. */
    static final int MAX_FREE_FAILURES = 5;

    /** The number of failures of one network before the first lock, across all accounts. */
    static final int MAX_FREE_FAILURES_PER_NETWORK = 20;

    private static final Pattern PHONE = Pattern.compile("[+0-9()./\\s-]{6,}");
    /** The last digits of a phone number that identify it, however its country code is written. */
    private static final int SIGNIFICANT_DIGITS = 9;

    /** Counts attempts of unknown origins for an identifier, whether or not the account exists. */
    public static Bucket ofIdentifier(String identifier) {
        return unshared("identifier", normalize(identifier));
    }

    /** Counts all attempts from a network. */
    public static Bucket ofNetwork(String network) {
        return new Bucket("network:" + network, MAX_FREE_FAILURES_PER_NETWORK, true);
    }

    /** Counts attempts from a known device or network of an account, so that other people cannot lock out its owner. */
    public static Bucket ofKnownOrigin(UUID account, String origin) {
        return unshared("known-origin", account + ":" + origin);
    }

    /** Counts MFA codes of an account, separately for each known device. */
    public static Bucket ofMfa(UUID account, @Nullable UUID deviceId) {
        return unshared("mfa", account + ":" + deviceId);
    }

    /** Counts reauthentications in a session. */
    public static Bucket ofSession(String session) {
        return unshared("session", session);
    }

    private static Bucket unshared(String kind, String subject) {
        return new Bucket(kind + ":" + subject, MAX_FREE_FAILURES, false);
    }

    /** Normalizes more than the users service does, so that no other spelling of an identifier starts a new count. */
    private static String normalize(String identifier) {
        String text = Normalizer.normalize(identifier, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        if (PHONE.matcher(text).matches()) {
            String digits = text.replaceAll("[^0-9]", "");
            return digits.substring(Math.max(0, digits.length() - SIGNIFICANT_DIGITS));
        }
        String plain = text.replaceAll("[\\s\\p{C}]", "");
        int at = plain.lastIndexOf('@');
        return plain.substring(0, at + 1) + ascii(plain.substring(at + 1));
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }
}
