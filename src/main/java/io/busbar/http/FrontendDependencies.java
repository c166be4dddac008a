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
 * @param fingerprintHash of requests under an idempotency key
 * @param redis        keeps the rate limits; may be away at any time
 * @param blobStore        keeps file bytes
 * @param liveFeed         follows what browsers hear of
 * @param meterRegistry       the node's meters, shown at {@code /metrics}
 * @param healthCheck       looks at the node
 * @param mailbox      holds the mail of a deployment without a mail server; null for others
 */
public record FrontendDependencies(
        Bus bus,
        AccessTokens tokens,
        KeyedHash fingerprintHash,
        Redis redis,
        BlobStore blobStore,
        LiveFeed liveFeed,
        PrometheusMeterRegistry meterRegistry,
        HealthCheck healthCheck,
        @Nullable Mailbox mailbox) {}
