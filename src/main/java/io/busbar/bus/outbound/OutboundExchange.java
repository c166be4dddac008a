package io.busbar.bus.outbound;

import io.busbar.bus.outbound.OutboundError.ConnectionLost;
import io.busbar.bus.outbound.OutboundError.NotConnected;
import io.busbar.bus.outbound.OutboundError.ResponseTooLarge;
import io.busbar.bus.outbound.OutboundError.TlsFailed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request to a checked address and its response, within a size. {@link #abort} ends it at any moment and closes its connection. All
 * methods run on the Vert.x context of the caller.
 */
final class OutboundExchange {
    private static final long CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final String USER_AGENT = "Busbar";

    private final HttpClientAgent client;
    private final OutboundTarget target;
    private final OutboundUrl url;
    private final OutboundRequest request;
    private final long maxResponseBytes;
    private final Promise<OutboundResponse> result = Promise.promise();
    private @Nullable HttpClientRequest sent;

    OutboundExchange(
            HttpClientAgent client,
            OutboundTarget target,
            OutboundUrl url,
            OutboundRequest request,
            long maxResponseBytes) {
        this.client = client;
        this.target = target;
        this.url = url;
        this.request = request;
        this.maxResponseBytes = maxResponseBytes;
    }

    Future<OutboundResponse> result() {
        return result.future();
    }

    /** Connects to the first of the addresses that accepts a connection, and sends the request once. */
    void start(List<InetAddress> addresses) {
        if (!isOver()) {
            connect(addresses, 0);
        }
    }

    /** Fails the exchange unless it has ended, and closes its connection. */
    void abort(OutboundError error) {
        fail(target.exception(error));
    }

    void fail(Throwable cause) {
        if (result.tryFail(cause) && sent != null) {
            sent.reset();
        }
    }

    private void connect(List<InetAddress> addresses, int index) {
        client.request(options(addresses.get(index))).onComplete(this::send, cause -> {
            OutboundError error = connectError(cause);
            boolean tryNext = error instanceof NotConnected && index + 1 < addresses.size() && !isOver();
            if (tryNext) {
                connect(addresses, index + 1);
            } else {
                abort(error);
            }
        });
    }

    /** The server is the checked address; the host appears in the Host header, in SNI and in the certificate only. */
    private RequestOptions options(InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, url.port())))
                .setHost(url.host())
                .setPort(url.port())
                .setSsl(url.tls())
                .setURI(url.requestTarget())
                .setFollowRedirects(false)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .putHeader("User-Agent", USER_AGENT);
        request.headers().forEach(options::putHeader);
        return options;
    }

    private void send(HttpClientRequest opened) {
        sent = opened;
        if (isOver()) {
            opened.reset();
            return;
        }
        opened.response().onComplete(this::receive, cause -> abort(new ConnectionLost(url.host())));
        try {
            sendBody(opened).onFailure(cause -> abort(new ConnectionLost(url.host())));
        } catch (RuntimeException e) {
            fail(e); // the stream of the body can't be opened
        }
    }

    private Future<?> sendBody(HttpClientRequest opened) {
        return switch (request.body()) {
            case OutboundBody.NoBody noBody -> opened.end();
            case OutboundBody.BufferBody buffer -> opened.end(buffer.content());
            case OutboundBody.StreamedBody stream -> {
                opened.putHeader("Content-Length", Long.toString(stream.length()));
                yield stream.open().get().pipeTo(opened);
            }
        };
    }

    private void receive(HttpClientResponse response) {
        Buffer body = Buffer.buffer();
        response.exceptionHandler(cause -> abort(new ConnectionLost(url.host())));
        response.endHandler(
                ended -> result.tryComplete(new OutboundResponse(response.statusCode(), response.headers(), body)));
        response.handler(chunk -> {
            if (body.length() + chunk.length() > maxResponseBytes) {
                abort(new ResponseTooLarge(url.host(), maxResponseBytes));
            } else {
                body.appendBuffer(chunk);
            }
        });
    }

    private boolean isOver() {
        return result.future().isComplete();
    }

    private OutboundError connectError(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SSLException) {
                return new TlsFailed(url.host());
            }
        }
        return new NotConnected(url.host());
    }
}
