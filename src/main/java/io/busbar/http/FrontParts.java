package io.busbar.http;

import io.busbar.bus.Bus;
import io.busbar.data.KeyedHash;
import io.busbar.live.LiveFeed;
import io.busbar.tokens.AccessTokens;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.redis.client.Redis;
import org.jspecify.annotations.Nullable;

/**
 * What the front works with; all of it is opened and closed by the node.
 *
 * @param bus          answers operations
 * @param tokens       tells who comes with a token
 * @param fingerprints of requests under an idempotency key
 * @param redis        keeps the rate limits; may be away at any time
 * @param blobs        keeps file bytes
 * @param live         follows what browsers hear of
 * @param meters       the node's meters, shown at {@code /metrics}
 * @param health       looks at the node
 * @param mailbox      holds the mail of a deployment without a mail server; null for others
 */
public record FrontParts(
        Bus bus,
        AccessTokens tokens,
        KeyedHash fingerprints,
        Redis redis,
        BlobStore blobs,
        LiveFeed live,
        PrometheusMeterRegistry meters,
        HealthCheck health,
        @Nullable Mailbox mailbox) {}
