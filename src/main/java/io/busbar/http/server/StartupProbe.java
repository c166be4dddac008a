package io.busbar.http.server;

import io.busbar.http.FrontendSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * Sends the first request to the frontend itself. It verifies that the port responds with the configured certificate, and provides
 * the {@link ListeningSocket} with its channel.
 */
public final class StartupProbe {
    private StartupProbe() {}

    public static Future<Void> run(Vertx vertx, FrontendSettings settings, int port) {
        boolean tls = settings.tls() != null;
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(tls)
                .setTrustAll(true) // the node calls itself by IP address, which certificates do not name
                .setVerifyHost(false)
                .setConnectTimeout(2_000)
                .setKeepAlive(false));
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.OPTIONS)
                .setHost(reachableHost(settings.host()))
                .setPort(port)
                .setURI("/health")
                .setTimeout(5_000);
        return client.request(request)
                .compose(sent -> sent.send())
                .compose(response -> response.end())
                .eventually(client::close);
    }

    private static String reachableHost(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "[::]" -> "::1";
            default -> host;
        };
    }
}
