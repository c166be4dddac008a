package io.busbar.auth;

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
 * @param free   failures before the first lock
 * @param shared whether others draw on it too: a success then gives back its own attempt, and does not forgive theirs
 */
record Bucket(String name, int free, boolean shared) {
    /** Failures that anybody may have before the first lock. */
    static final int FREE = 5;

    /** Failures of one network, over whatever accounts. */
    static final int FREE_OF_A_NETWORK = 20;

    private static final Pattern PHONE = Pattern.compile("[+0-9()./\\s-]{6,}");
    private static final int SIGNIFICANT_DIGITS = 9;

    /** Strangers who sign in as this, whether there is such an account or not. */
    static Bucket ofIdentifier(String typed) {
        return own("identifier", coarse(typed));
    }

    /** All who come from a client's network. */
    static Bucket ofNetwork(String network) {
        return new Bucket("network:" + network, FREE_OF_A_NETWORK, true);
    }

    /** An account's owner, by what they signed in with before: strangers cannot lock them out. */
    static Bucket ofFamiliar(UUID account, String by) {
        return own("familiar", account + ":" + by);
    }

    /** The second factor of an account: of strangers, or of one of its known devices. */
    static Bucket ofFactor(UUID account, @Nullable UUID device) {
        return own("factor", account + ":" + device);
    }

    /** Whoever proves again, in this session, that they are its owner. */
    static Bucket ofSession(String session) {
        return own("session", session);
    }

    private static Bucket own(String kind, String subject) {
        return new Bucket(kind + ":" + subject, FREE, false);
    }

    /** Coarser than what users take as the same, so that no other spelling of an identifier is a fresh start. */
    private static String coarse(String typed) {
        String text = Normalizer.normalize(typed, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
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
