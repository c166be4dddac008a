package io.busbar.services.auth.throttle;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What failed attempts are counted by.
 *
 * @param name   what it stands for; kept as a keyed hash only
 * @param freeFailures   failures before the first lock
 * @param shared whether others draw on it too: a success then gives back its own attempt, and does not forgive theirs
 */
public record Bucket(String name, int freeFailures, boolean shared) {
    /** Failures that anybody may have before the first lock. */
    static final int MAX_FREE_FAILURES = 5;

    /** Failures of one network, over whatever accounts. */
    static final int MAX_FREE_FAILURES_PER_NETWORK = 20;

    private static final Pattern PHONE = Pattern.compile("[+0-9()./\\s-]{6,}");
    private static final int SIGNIFICANT_DIGITS = 9;

    /** Strangers who sign in as this, whether there is such an account or not. */
    public static Bucket ofIdentifier(String identifier) {
        return unshared("identifier", normalize(identifier));
    }

    /** All who come from a client's network. */
    public static Bucket ofNetwork(String network) {
        return new Bucket("network:" + network, MAX_FREE_FAILURES_PER_NETWORK, true);
    }

    /** An account's owner, by what they signed in with before: strangers cannot lock them out. */
    public static Bucket ofKnownOrigin(UUID account, String origin) {
        return unshared("known-origin", account + ":" + origin);
    }

    /** The second factor of an account: of strangers, or of one of its known devices. */
    public static Bucket ofMfa(UUID account, @Nullable UUID deviceId) {
        return unshared("mfa", account + ":" + deviceId);
    }

    /** Whoever proves again, in this session, that they are its owner. */
    public static Bucket ofSession(String session) {
        return unshared("session", session);
    }

    private static Bucket unshared(String kind, String subject) {
        return new Bucket(kind + ":" + subject, MAX_FREE_FAILURES, false);
    }

    /** Coarser than what users take as the same, so that no other spelling of an identifier is a fresh start. */
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
