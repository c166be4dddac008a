package io.busbar.services.auth.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.busbar.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.shareddata.Shareable;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with bcrypt, on threads of its own: all instances on one node share them and their queue, and one core is left to
 * everything else. A password is taken as its NFC form. One that bcrypt would cut (beyond 72 bytes, or at a NUL) is digested first.
 */
public final class PasswordHasher {
    /** How many wait per thread: with the default cost about three seconds' work, less than a caller's patience. */
    static final int MAX_QUEUED_PER_THREAD = 20;

    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private static final int MAX_BCRYPT_BYTES = 72;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final String POOL_NAME = "password-hashing";
    /** Sets the digests apart from those of other systems, so that none stolen there can be tried here. */
    private static final SecretKeySpec PREHASH_KEY =
            new SecretKeySpec("busbar/passwords/v1".getBytes(UTF_8), "HmacSHA384");

    private final WorkerExecutor executor;
    private final HashingQueue hashingQueue;
    private final int cost;
    private final String dummyHash;

    /** What all instances on a node have under way. */
    private record HashingQueue(AtomicInteger length) implements Shareable {}

    /** Starts no thread yet. The cost is the number of rounds as a power of two, 4 to 31. */
    public PasswordHasher(Vertx vertx, int cost) {
        this.executor = vertx.createSharedWorkerExecutor(POOL_NAME, THREADS, 1, TimeUnit.MINUTES);
        this.hashingQueue = vertx.sharedData()
                .<String, HashingQueue>getLocalMap(POOL_NAME)
                .computeIfAbsent(POOL_NAME, name -> new HashingQueue(new AtomicInteger()));
        this.cost = cost;
        this.dummyHash = "$2b$%02d$%s".formatted(cost, ".".repeat(53));
    }

    /** The hash to keep. Fails with SERVICE_UNAVAILABLE when too many wait. */
    public Future<String> hash(String password) {
        return enqueue(
                () -> new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(cost, bcryptInput(password)), UTF_8));
    }

    /**
     * Whether the hash is of this password. Without a hash it is not, and finding out takes as long. Fails with SERVICE_UNAVAILABLE when
     * too many wait.
     */
    public Future<Boolean> verify(@Nullable String hash, String password) {
        String expectedHash = hash == null ? dummyHash : hash;
        return enqueue(() -> {
            BCrypt.Result result = BCrypt.verifyer(BCrypt.Version.VERSION_2B)
                    .verifyStrict(bcryptInput(password), expectedHash.getBytes(UTF_8));
            return result.verified && hash != null;
        });
    }

    /** Whether the hash was made with another cost than is made now. */
    public boolean needsRehash(String hash) {
        return !hash.startsWith(dummyHash.substring(0, 7));
    }

    private <T> Future<T> enqueue(Callable<T> work) {
        if (hashingQueue.length.incrementAndGet() > THREADS * (1 + MAX_QUEUED_PER_THREAD)) {
            hashingQueue.length.decrementAndGet();
            return Future.failedFuture(Failure.unavailable("Too many are signing in right now", RETRY_AFTER));
        }
        return executor.executeBlocking(work, false).onComplete(done -> hashingQueue.length.decrementAndGet());
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
