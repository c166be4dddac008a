package io.busbar.http;

import io.busbar.bus.Bus;
import io.busbar.bus.json.RequestReaders;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.data.KeyedHash;
import io.busbar.live.LiveFeed;
import io.busbar.tokens.AccessTokens;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.redis.client.Redis;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the node that the HTTP frontend uses. The node opens and closes all of them.
 *
 * @param bus calls operations
 * @param readers reads requests; shared with the bus, so that each schema is compiled once
 * @param operationSetView the runtime operations
 * @param tokens verifies access tokens
 * @param fingerprintHash computes the fingerprints of requests with an idempotency key
 * @param redis stores the counters of the rate limits; may be unavailable at any time
 * @param blobStore stores files
 * @param liveFeed delivers pushes to browsers
 * @param meterRegistry the node's metrics, exposed at {@code /metrics}
 * @param healthCheck checks the node's health
 * @param mailbox the captured emails of a deployment without a mail server; null for other deployments
 */
public record FrontendDependencies(
        Bus bus,
        RequestReaders readers,
        OperationSetView operationSetView,
        AccessTokens tokens,
        KeyedHash fingerprintHash,
        Redis redis,
        BlobStore blobStore,
        LiveFeed liveFeed,
        PrometheusMeterRegistry meterRegistry,
        HealthCheck healthCheck,
        @Nullable Mailbox mailbox) {}
