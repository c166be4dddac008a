package io.busbar.bus.outbound;

import io.busbar.bus.outbound.OutboundError.RefusedAddress;
import io.busbar.bus.outbound.OutboundError.UnresolvedHost;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Resolves the host of a URL, once, and checks every address. Callers connect to the returned addresses and never resolve the name again,
 * so that a name server that answers differently the next time gains nothing. Names are absolute: the search domains of the machine do not
 * apply.
 */
final class NameResolver {
    private static final long QUERY_TIMEOUT_MILLIS = 2_000;

    private static final int MAX_CACHE_SECONDS = 300;

    /** Further addresses of a host are not tried. */
    private static final int MAX_ADDRESSES = 4;

    private final Vertx vertx;
    private final AddressPolicy addressPolicy;
    private final EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("outbound-dns", true), NioIoHandler.newFactory());
    private final DnsNameResolver resolver;

    NameResolver(Vertx vertx, AddressPolicy addressPolicy, List<InetSocketAddress> nameServers) {
        this.vertx = vertx;
        this.addressPolicy = addressPolicy;
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder(eventLoop.next())
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(QUERY_TIMEOUT_MILLIS)
                .ttl(0, MAX_CACHE_SECONDS)
                .searchDomains(List.of());
        if (!nameServers.isEmpty()) {
            builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(nameServers));
        }
        this.resolver = builder.build();
    }

    /** Returns addresses that the target may connect to. Fails if one of the host's addresses is not allowed. */
    Future<List<InetAddress>> resolve(OutboundTarget target, OutboundUrl url) {
        InetAddress literal = url.address();
        return (literal == null ? lookUp(target, url.host()) : Future.succeededFuture(List.of(literal)))
                .map(addresses -> requireAllowed(target, url, addresses));
    }

    private List<InetAddress> requireAllowed(OutboundTarget target, OutboundUrl url, List<InetAddress> addresses) {
        if (addresses.stream().allMatch(address -> addressPolicy.allows(target, address))) {
            return addresses.stream()
                    .limit(MAX_ADDRESSES)
                    .map(NameResolver::withoutName)
                    .toList();
        }
        throw target.exception(new RefusedAddress(url.host()));
    }

    /** Nothing but the address identifies the server, so nothing can resolve the name again, and the pool tells addresses apart. */
    private static InetAddress withoutName(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the bytes of an address are an address", e);
        }
    }

    private Future<List<InetAddress>> lookUp(OutboundTarget target, String host) {
        Context context = vertx.getOrCreateContext();
        Promise<List<InetAddress>> result = Promise.promise();
        resolver.resolveAll(host)
                .addListener((io.netty.util.concurrent.Future<List<InetAddress>> done) -> context.runOnContext(now -> {
                    if (done.isSuccess()) {
                        result.complete(done.getNow());
                    } else {
                        result.fail(target.exception(new UnresolvedHost(host)));
                    }
                }));
        return result.future();
    }

    Future<Void> close() {
        resolver.close();
        Promise<Void> closed = Promise.promise();
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(done -> closed.complete());
        return closed.future();
    }
}
