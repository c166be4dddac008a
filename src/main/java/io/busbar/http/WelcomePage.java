package io.busbar.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.busbar.bus.json.Json;
import io.busbar.http.assets.MarketplacePage;
import io.busbar.http.assets.StaticPage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import java.util.regex.Pattern;

/** What stands at {@code /}: who this is, in JSON, or the marketplace for people, which has further paths. */
final class WelcomePage {
    /** Nothing but this node's own files, which put nothing into the page but nodes; {@code 'self'} covers sockets only in new browsers. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';"
                    + " connect-src 'self'${sockets}; require-trusted-types-for 'script'; trusted-types 'none';"
                    + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]+");

    private final MarketplacePage marketplace = new MarketplacePage();
    private final Buffer json;

    WelcomePage(String version) {
        json = Json.bytes(JsonNodeFactory.instance
                .objectNode()
                .put("message", "Busbar API is running")
                .put("status", "ok")
                .put("version", version)
                .put("author", "The Busbar authors"));
    }

    void show(Exchange exchange) {
        if (isForPeople(exchange)) {
            exchange.response.headers().set(HeaderNames.CONTENT_SECURITY_POLICY, policy(exchange));
            exchange.endText(200, "text/html; charset=utf-8", marketplace.html());
        } else {
            exchange.end(200, HeaderNames.JSON, json);
        }
    }

    /** Whether the request is for one of the other views, by somebody who reads pages. */
    boolean isView(Exchange exchange) {
        return marketplace.isAt(exchange.path()) && isForPeople(exchange);
    }

    /** Whether there is a file at the path. */
    boolean isFile(Exchange exchange) {
        return marketplace.file(exchange.path()) != null;
    }

    void file(Exchange exchange) {
        StaticPage file = marketplace.file(exchange.path());
        if (file != null) {
            file.answer(exchange.request);
        }
    }

    private static boolean isForPeople(Exchange exchange) {
        return AcceptHeader.prefers(
                exchange.request.headers().get(HttpHeaders.ACCEPT), "text/html", "application/json");
    }

    private static String policy(Exchange exchange) {
        HostAndPort authority = exchange.request.authority();
        String host = String.valueOf(authority);
        boolean plain = authority != null && PLAIN_HOST.matcher(host).matches();
        return POLICY.replace("${sockets}", plain ? (exchange.client.secure() ? " wss://" : " ws://") + host : "");
    }
}
