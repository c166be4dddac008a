package io.busbar.services.auth.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.vertx.core.Future;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with bcrypt on a worker pool. All instances on a node share the pool and its queue; the pool leaves one core to other
 * work. Passwords are normalized to NFC. A password that bcrypt would truncate (at 72 bytes, or at a NUL) is digested first.
 */
public final class PasswordHasher {
    /**
     * The number of queued passwords per thread. With the default cost a full queue takes about three seconds, less than a caller's
     * timeout.
     */
    static final int MAX_QUEUED_PER_THREAD = 20;

    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private static final ExecutorLimits LIMITS = new ExecutorLimits(
            THREADS,
            THREADS * MAX_QUEUED_PER_THREAD,
            "Too many sign-ins at the moment; try again shortly",
            Duration.ofSeconds(2));
    private static final int MAX_BCRYPT_BYTES = 72;
    /** Makes the digests unique to Busbar, so that digests stolen from other systems cannot be tried here. */
    private static final SecretKeySpec PREHASH_KEY =
            new SecretKeySpec("busbar/passwords/v1".getBytes(UTF_8), "HmacSHA384");

    private final BoundedExecutor executor;
    private final int cost;
    private final String dummyHash;

    /** Starts no thread yet. The cost is the base-2 logarithm of the number of rounds, 4 to 31. */
    public PasswordHasher(BoundedExecutors executors, int cost) {
        this.executor = executors.get("password-hashing", LIMITS);
        this.cost = cost;
        this.dummyHash = "$2b$%02d$%s".formatted(cost, ".".repeat(53));
    }

    /** Returns the hash of a password. Fails with SERVICE_UNAVAILABLE if the queue is full or the deadline passes first. */
    public Future<String> hash(String password, Instant deadline) {
        return executor.runOnWorker(
                deadline,
                () -> new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(cost, bcryptInput(password)), UTF_8));
    }

    /**
     * Returns whether the hash matches the password. Without a hash, it takes as long and returns false. Fails with SERVICE_UNAVAILABLE
     * if the queue is full or the deadline passes first.
     */
    public Future<Boolean> verify(@Nullable String hash, String password, Instant deadline) {
        String expectedHash = hash == null ? dummyHash : hash;
        return executor.runOnWorker(deadline, () -> {
            BCrypt.Result result = BCrypt.verifyer(BCrypt.Version.VERSION_2B)
                    .verifyStrict(bcryptInput(password), expectedHash.getBytes(UTF_8));
            return result.verified && hash != null;
        });
    }

    /** Returns whether the hash was created with another cost than the current one. */
    public boolean needsRehash(String hash) {
        return !hash.startsWith(dummyHash.substring(0, 7));
    }

    private static byte[] bcryptInput(String password) throws GeneralSecurityException {
        byte[] plain = Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(UTF_8);
        if (plain.length <= MAX_BCRYPT_BYTES && password.indexOf('\0') < 0) {
            return plain;
        }
        Mac mac = Mac.getInstance(PREHASH_KEY.getAlgorithm());
        mac.init(PREHASH_KEY);
        return Base64.getEncoder().encode(mac.doFinal(plain));
    }
}
