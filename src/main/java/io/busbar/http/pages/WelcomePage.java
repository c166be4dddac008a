package io.busbar.http.pages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.busbar.bus.json.Json;
import io.busbar.http.request.AcceptHeader;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import java.util.regex.Pattern;

/** The page at {@code /}: information about the API in JSON, or the marketplace page for browsers, which has further paths. */
final class WelcomePage {
    /**
     * Allows only files of this node and forbids inserting HTML. Older browsers do not apply {@code 'self'} to sockets, so their
     * URL is listed.
     */
    private static final String POLICY_TEMPLATE =
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';"
                    + " connect-src 'self'${sockets}; require-trusted-types-for 'script'; trusted-types 'none';"
                    + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final Pattern SAFE_HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]+");

    private final MarketplacePage marketplacePage = new MarketplacePage();
    private final Buffer apiInfo;

    WelcomePage(String version) {
        apiInfo = Json.bytes(JsonNodeFactory.instance
                .objectNode()
                .put("message", "Busbar API is running")
                .put("status", "ok")
                .put("version", version)
                .put("author", "The Busbar authors"));
    }

    void serve(Exchange exchange) {
        if (prefersHtml(exchange)) {
            exchange.response.headers().set(HeaderNames.CONTENT_SECURITY_POLICY, contentSecurityPolicy(exchange));
            exchange.responseWriter.endText(200, "text/html; charset=utf-8", marketplacePage.html());
        } else {
            exchange.responseWriter.end(200, HeaderNames.JSON, apiInfo);
        }
    }

    /** Returns whether a browser requests one of the views. */
    boolean isView(Exchange exchange) {
        return marketplacePage.hasView(exchange.path()) && prefersHtml(exchange);
    }

    /** Returns whether a file exists at the path. */
    boolean isFile(Exchange exchange) {
        return marketplacePage.file(exchange.path()) != null;
    }

    void serveFile(Exchange exchange) {
        StaticResource file = marketplacePage.file(exchange.path());
        if (file != null) {
            file.serve(exchange);
        }
    }

    private static boolean prefersHtml(Exchange exchange) {
        return AcceptHeader.prefers(
                exchange.request.headers().get(HttpHeaders.ACCEPT), "text/html", "application/json");
    }

    private static String contentSecurityPolicy(Exchange exchange) {
        HostAndPort authority = exchange.request.authority();
        String host = String.valueOf(authority);
        boolean isSafe = authority != null && SAFE_HOST.matcher(host).matches();
        return POLICY_TEMPLATE.replace(
                "${sockets}", isSafe ? (exchange.clientAddress.secure() ? " wss://" : " ws://") + host : "");
    }
}
