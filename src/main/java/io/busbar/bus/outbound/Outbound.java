package io.busbar.bus.outbound;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.TrustOptions;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The outbound clients of a node. They share one pool of connections, which is never shared by different hosts or addresses. */
public final class Outbound {
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int MAX_HEADER_BYTES = 16 << 10;

    /** The executor of each host limits the connections before the pool does. */
    private static final int MAX_CONNECTIONS_PER_ADDRESS = 1_000;

    private final Vertx vertx;
    private final MeterRegistry registry;
    private final HttpClientAgent client;
    private final NameResolver resolver;
    private final ConcurrentMap<String, OutboundClient> clientsByTarget = new ConcurrentHashMap<>();

    private Outbound(Vertx vertx, OutboundSettings settings, MeterRegistry registry, HttpClientAgent client) {
        this.vertx = vertx;
        this.registry = registry;
        this.client = client;
        this.resolver = new NameResolver(vertx, new AddressPolicy(settings), settings.nameServers());
    }

    /** Opens the clients of a node. No connection is opened before the first call. */
    public static Outbound open(Vertx vertx, OutboundSettings settings, MeterRegistry registry) {
        return open(vertx, settings, registry, null);
    }

    /**
     * Opens the clients of a test.
     *
     * @param trust the certificates to trust instead of those of the Java runtime
     */
    static Outbound open(Vertx vertx, OutboundSettings settings, MeterRegistry registry, @Nullable TrustOptions trust) {
        HttpClientOptions options = new HttpClientOptions()
                .setVerifyHost(true)
                .setTrustAll(false)
                .setDecompressionSupported(true)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxRedirects(0);
        if (trust != null) {
            options.setTrustOptions(trust);
        }
        PoolOptions poolOptions = new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_PER_ADDRESS);
        return new Outbound(vertx, settings, registry, vertx.createHttpClient(options, poolOptions));
    }

    /**
     * Returns the client of a target. Instances of a service share it, and with it its limits.
     *
     * @throws IllegalArgumentException if the base URL is invalid, or another target has this name
     */
    public OutboundClient client(OutboundTarget target) {
        OutboundClient found = clientsByTarget.computeIfAbsent(
                target.name(), name -> new OutboundClient(vertx, client, resolver, target, registry));
        if (!found.target().equals(target)) {
            throw new IllegalArgumentException("Two targets have the name " + target.name());
        }
        return found;
    }

    /** Closes all connections; calls that run fail. */
    public Future<Void> close() {
        return Future.join(client.close(), resolver.close()).mapEmpty();
    }
}
