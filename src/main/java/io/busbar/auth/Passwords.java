package io.busbar.auth;

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
final class Passwords {
    /** How many wait per thread: with the default cost about three seconds' work, less than a caller's patience. */
    static final int WAITING = 20;

    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private static final int LONGEST = 72;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final String NAME = "passwords";
    /** Sets the digests apart from those of other systems, so that none stolen there can be tried here. */
    private static final SecretKeySpec DIGEST = new SecretKeySpec("busbar/passwords/v1".getBytes(UTF_8), "HmacSHA384");

    private final WorkerExecutor threads;
    private final Queue queue;
    private final int cost;
    private final String nobodys;

    /** What all instances on a node have under way. */
    private record Queue(AtomicInteger length) implements Shareable {}

    /** Starts no thread yet. The cost is the number of rounds as a power of two, 4 to 31. */
    Passwords(Vertx vertx, int cost) {
        this.threads = vertx.createSharedWorkerExecutor(NAME, THREADS, 1, TimeUnit.MINUTES);
        this.queue = vertx.sharedData()
                .<String, Queue>getLocalMap(NAME)
                .computeIfAbsent(NAME, name -> new Queue(new AtomicInteger()));
        this.cost = cost;
        this.nobodys = "$2b$%02d$%s".formatted(cost, ".".repeat(53));
    }

    /** The hash to keep. Fails with SERVICE_UNAVAILABLE when too many wait. */
    Future<String> hash(String password) {
        return queued(() -> new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(cost, bytes(password)), UTF_8));
    }

    /**
     * Whether the hash is of this password. Without a hash it is not, and finding out takes as long. Fails with SERVICE_UNAVAILABLE when
     * too many wait.
     */
    Future<Boolean> verify(@Nullable String hash, String password) {
        String against = hash == null ? nobodys : hash;
        return queued(() -> {
            BCrypt.Result result =
                    BCrypt.verifyer(BCrypt.Version.VERSION_2B).verifyStrict(bytes(password), against.getBytes(UTF_8));
            return result.verified && hash != null;
        });
    }

    /** Whether the hash was made with another cost than is made now. */
    boolean needsRehash(String hash) {
        return !hash.startsWith(nobodys.substring(0, 7));
    }

    private <T> Future<T> queued(Callable<T> work) {
        if (queue.length.incrementAndGet() > THREADS * (1 + WAITING)) {
            queue.length.decrementAndGet();
            return Future.failedFuture(Failure.unavailable("Too many are signing in right now", RETRY_AFTER));
        }
        return threads.executeBlocking(work, false).onComplete(done -> queue.length.decrementAndGet());
    }

    private static byte[] bytes(String password) throws GeneralSecurityException {
        byte[] plain = Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(UTF_8);
        if (plain.length <= LONGEST && password.indexOf('\0') < 0) {
            return plain;
        }
        Mac mac = Mac.getInstance(DIGEST.getAlgorithm());
        mac.init(DIGEST);
        return Base64.getEncoder().encode(mac.doFinal(plain));
    }
}
