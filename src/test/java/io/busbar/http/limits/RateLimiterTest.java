package io.busbar.http.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.data.ReconnectingRedis;
import io.busbar.http.TestRedis;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@UsesServers
class RateLimiterTest {
    private static Vertx vertx;
    private static TestRedis redis;
    private static int subjects;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        redis = new TestRedis();
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        redis.close();
    }

    private static Quota quota(long count, long seconds) {
        return new Quota("general", count, Duration.ofSeconds(seconds));
    }

    private static RateLimiter node(Quota quota) {
        return new RateLimiter(quota, new RedisRateLimitStore(connected()));
    }

    private static Redis connected() {
        ReconnectingRedis client = new ReconnectingRedis(vertx, redis.url());
        await().until(() -> client.send(io.vertx.redis.client.Request.cmd(io.vertx.redis.client.Command.PING))
                .toCompletionStage()
                .toCompletableFuture()
                .handle((pong, error) -> error == null)
                .get(2, TimeUnit.SECONDS));
        return client;
    }

    private static String newSubject() {
        return "subject-" + subjects++;
    }

    private static <T> T wait(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends this number of requests concurrently to the nodes in turn and returns how many were allowed. */
    private static long admitted(int requests, String subject, RateLimiter... nodes) {
        List<Future<RateLimitResult>> results = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            results.add(nodes[i % nodes.length].take(subject));
        }
        return results.stream().filter(result -> wait(result).allowed()).count();
    }

    @Test
    void take_withSmallQuotaOnTwoNodes_allowsExactlyTheQuota() {
        RateLimiter firstNode = node(quota(30, 600));
        RateLimiter secondNode = node(quota(30, 600));
        String subject = newSubject();
        assertThat(admitted(200, subject, firstNode, secondNode)).isEqualTo(30);
        assertThat(admitted(50, subject, firstNode, secondNode)).isZero();
        assertThat(admitted(1, newSubject(), firstNode)).isEqualTo(1);
    }

    @Test
    void take_withLargeQuotaOnTwoNodes_leavesAtMostOnePercentPerNodeUnused() {
        RateLimiter firstNode = node(quota(2000, 600));
        RateLimiter secondNode = node(quota(2000, 600));
        assertThat(admitted(5000, newSubject(), firstNode, secondNode)).isBetween(1960L, 2000L);
    }

    @Test
    void take_untilRejected_reportsRemainingRequestsAndWaitTime() {
        RateLimiter limit = node(quota(3, 60));
        String subject = newSubject();
        assertThat(wait(limit.take(subject))).isEqualTo(new RateLimitResult(true, 2, 20));
        assertThat(wait(limit.take(subject)).remaining()).isEqualTo(1);
        assertThat(wait(limit.take(subject)).remaining()).isZero();
        RateLimitResult refused = wait(limit.take(subject));
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.resetSeconds()).isBetween(18L, 20L);
        assertThat(limit.policyHeader()).isEqualTo("\"general\";q=3;w=60");
        assertThat(limit.limitHeader(new RateLimitResult(true, 2, 20))).isEqualTo("\"general\";r=2;t=20");
    }

    @Test
    void take_afterWaitTime_isAllowedAgain() {
        RateLimiter limit = node(quota(2, 1));
        String subject = newSubject();
        assertThat(admitted(5, subject, limit)).isEqualTo(2);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> wait(limit.take(subject)).allowed());
    }

    @Test
    void take_inRedis_returnsSameAsInMemory() {
        RedisRateLimitStore shared = new RedisRateLimitStore(connected());
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            Quota quota = quota(random.nextLong(1, 500), 3600);
            Gcra gcra = new Gcra(quota);
            String key = "test:" + newSubject();
            long arrival = 0;
            for (int i = 0; i < 4; i++) {
                long requested = random.nextLong(1, 200);
                RedisRateLimitStore.PermitLease permitLease = wait(shared.take(key, quota, requested));
                Gcra.GcraResult gcraResult = gcra.take(arrival, 0, requested); // no time passes
                arrival = gcraResult.theoreticalArrival();
                // In Redis time passes: enough for at most one more permit, which takes at least seven seconds.
                assertThat(permitLease.granted()).isBetween(gcraResult.granted(), gcraResult.granted() + 1);
                if (permitLease.granted() != gcraResult.granted()) {
                    break;
                }
                assertThat(permitLease.remaining()).isBetween(gcraResult.remaining(), gcraResult.remaining() + 1);
                assertThat(permitLease.microsUntilFull()).isLessThanOrEqualTo(arrival);
            }
        }
    }

    @Test
    void take_whileRedisIsUnavailable_limitsPerNodeUntilItReturns() {
        TestRedis mortal = new TestRedis();
        ReconnectingRedis client = new ReconnectingRedis(vertx, mortal.url());
        ReconnectingRedis otherClient = new ReconnectingRedis(vertx, mortal.url());
        RedisRateLimitStore shared = new RedisRateLimitStore(client);
        RateLimiter firstNode = new RateLimiter(quota(30, 600), shared);
        RateLimiter secondNode = new RateLimiter(quota(30, 600), new RedisRateLimitStore(otherClient));
        await().until(() -> {
            wait(firstNode.take("warm"));
            wait(secondNode.take("warm"));
            return !shared.isUnavailable();
        });
        mortal.stop();
        await().until(() -> {
            wait(firstNode.take("probe"));
            wait(secondNode.take("probe-2"));
            return shared.isUnavailable();
        });
        assertThat(admitted(100, "anyone", firstNode)).isEqualTo(30);
        assertThat(admitted(100, "anyone", secondNode)).isEqualTo(30);
        mortal.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            wait(firstNode.take("probe"));
            wait(secondNode.take(newSubject()));
            return !shared.isUnavailable();
        });
        await().until(() -> admitted(1, newSubject(), secondNode) == 1);
        assertThat(admitted(100, "someone else", firstNode, secondNode)).isBetween(30L, 60L);
        client.close();
        otherClient.close();
        mortal.close();
    }
}
