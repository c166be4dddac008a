package io.busbar.services.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.testing.TestExecutors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {
    private static Vertx vertx;
    private static BoundedExecutors executors;
    private static PasswordHasher passwordHasher;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        executors = TestExecutors.of(vertx);
        passwordHasher = new PasswordHasher(executors, 4);
    }

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    @Test
    void hash_fitsOnlyItsPasswordAndDiffersEachTime() {
        String hash = hash("correct horse");

        assertThat(hash).startsWith("$2b$04$").hasSize(60);
        assertThat(verify(hash, "correct horse")).isTrue();
        assertThat(verify(hash, "correct horsf")).isFalse();
        assertThat(verify(hash, "correct horse ")).isFalse();
        assertThat(verify(hash, "")).isFalse();
        assertThat(hash("correct horse")).isNotEqualTo(hash);
    }

    @Test
    void verify_withDifferenceAtTheEndOrAfterNul_isFalse() {
        for (int length : List.of(70, 71, 72, 73, 74, 100, 127)) {
            String start = "x".repeat(length);
            String hash = hash(start + "a");

            assertThat(verify(hash, start + "a")).as("%d and a", length).isTrue();
            assertThat(verify(hash, start + "b")).as("%d and b", length).isFalse();
            assertThat(verify(hash, start)).as("%d alone", length).isFalse();
        }
        String umlauts = "ä".repeat(36);
        assertThat(verify(hash(umlauts + "1"), umlauts + "2")).isFalse();
        assertThat(verify(hash("before\0after one"), "before\0after two")).isFalse();
        assertThat(verify(hash("before\0after"), "before")).isFalse();
    }

    @Test
    void verify_withOtherUnicodeComposition_isTrue() {
        String hash = hash("Zo\u00eb \u1e9b\u0323 caf\u00e9");

        assertThat(verify(hash, "Zoe\u0308 \u1e9b\u0323 cafe\u0301")).isTrue();
        assertThat(verify(hash, "Zoe cafe")).isFalse();
    }

    @Test
    void verify_withoutHash_isFalseAndTakesAsLong() {
        PasswordHasher costly = new PasswordHasher(executors, 10);
        String hash = costly.hash("somebody's", Instant.MAX).await();
        AtomicLong real = new AtomicLong(Long.MAX_VALUE);
        AtomicLong none = new AtomicLong(Long.MAX_VALUE);

        assertThat(verify(null, "anything")).isFalse();
        assertThat(verify(null, "")).isFalse();
        // Other load slows down single measurements, so the shortest of each kind are compared, as soon as they are
        // alike.
        Awaitility.await().untilAsserted(() -> {
            real.accumulateAndGet(nanos(costly, hash), Math::min);
            none.accumulateAndGet(nanos(costly, null), Math::min);
            assertThat(none.doubleValue() / real.doubleValue()).isBetween(0.5, 2.0);
        });
    }

    @Test
    void needsRehash_withHashOfOtherCost_isTrue() {
        assertThat(passwordHasher.needsRehash(hash("anything"))).isFalse();
        assertThat(new PasswordHasher(executors, 5).needsRehash(hash("anything")))
                .isTrue();
    }

    @Test
    void hash_withFullQueue_isRefusedWithoutBlockingTheEventLoop() {
        PasswordHasher slow = new PasswordHasher(executors, 10);
        int capacity = Math.max(1, Runtime.getRuntime().availableProcessors() - 1)
                * (1 + PasswordHasher.MAX_QUEUED_PER_THREAD);
        AtomicInteger ticks = new AtomicInteger();
        Set<String> completionThreads = ConcurrentHashMap.newKeySet();
        long ticking = vertx.setPeriodic(1, tick -> ticks.incrementAndGet());

        List<Future<String>> hashes = new ArrayList<>();
        for (int i = 0; i < capacity + 5; i++) {
            hashes.add(slow.hash("password " + i, Instant.MAX)
                    .onSuccess(
                            hash -> completionThreads.add(Thread.currentThread().getName())));
        }
        Future.join(hashes).otherwiseEmpty().await();
        vertx.cancelTimer(ticking);

        List<Future<String>> refused = hashes.stream().filter(Future::failed).toList();
        assertThat(refused).hasSize(5).isEqualTo(hashes.subList(capacity, capacity + 5));
        assertThat(refused)
                .allSatisfy(rejected -> assertThat(rejected.cause()).isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
                    assertThat(failure.retryAfter()).isPositive();
                }));
        assertThat(ticks.get()).isGreaterThan(10);
        assertThat(completionThreads).isNotEmpty().noneMatch(thread -> thread.contains("password-hashing"));
        assertThat(verify(hash("room again"), "room again")).isTrue();
    }

    private static long nanos(PasswordHasher hasher, @Nullable String hash) {
        long started = System.nanoTime();
        hasher.verify(hash, "a guess", Instant.MAX).await();
        return System.nanoTime() - started;
    }

    private static String hash(String password) {
        return await(passwordHasher.hash(password, Instant.MAX));
    }

    private static boolean verify(@Nullable String hash, String password) {
        return await(passwordHasher.verify(hash, password, Instant.MAX));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
