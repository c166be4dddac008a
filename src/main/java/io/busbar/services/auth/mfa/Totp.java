package io.busbar.services.auth.mfa;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238 over RFC 4226), in steps of 30 s since the epoch.
 *
 * @param algorithm {@code HmacSHA1}, {@code HmacSHA256} or {@code HmacSHA512}
 * @param digits    6 to 8
 */
record Totp(String algorithm, int digits) {
    static final int STEP_SECONDS = 30;

    /** The parameters that every authenticator app supports. */
    static final Totp DEFAULT = new Totp("HmacSHA1", 6);

    /** The number of steps by which the clock of a device may differ in either direction. */
    private static final int MAX_DRIFT_STEPS = 1;

    static long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
    }

    /** Returns the code of a step, with leading zeros. */
    String code(byte[] secret, long step) {
        byte[] hash = hash(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = hash[hash.length - 1] & 0xf;
        int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fff_ffff;
        String text = Integer.toString(number);
        return ("0".repeat(10) + text).substring(10 + text.length() - digits);
    }

    /** Returns the step near this time that the typed code belongs to. Checks every step, so that the duration reveals nothing. */
    OptionalLong match(byte[] secret, String typed, Instant time) {
        OptionalLong found = OptionalLong.empty();
        for (long step = step(time) - MAX_DRIFT_STEPS; step <= step(time) + MAX_DRIFT_STEPS; step++) {
            if (MessageDigest.isEqual(code(secret, step).getBytes(UTF_8), typed.getBytes(UTF_8))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    private byte[] hash(byte[] secret, byte[] counter) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return mac.doFinal(counter);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks " + algorithm, e);
        }
    }
}
