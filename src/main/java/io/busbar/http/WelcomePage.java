package io.busbar.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.busbar.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What stands at {@code /}: who this is, in JSON, or as a page for a browser. */
final class WelcomePage {
    private final Buffer json;
    private final Buffer html;
    private final String policy;

    WelcomePage(String version) {
        json = Json.bytes(JsonNodeFactory.instance
                .objectNode()
                .put("message", "Busbar API is running")
                .put("status", "ok")
                .put("version", version)
                .put("author", "The Busbar authors"));
        String page = resource("welcome.html").replace("${version}", version);
        html = Buffer.buffer(page);
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        policy = "default-src 'none'; style-src 'sha256-" + hash(style)
                + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }

    void show(Exchange exchange) {
        String accept = exchange.request.headers().get(HttpHeaders.ACCEPT);
        if (AcceptHeader.prefers(accept, "text/html", "application/json")) {
            exchange.response.headers().set(HeaderNames.CONTENT_SECURITY_POLICY, policy);
            exchange.endText(200, "text/html; charset=utf-8", html);
        } else {
            exchange.end(200, HeaderNames.JSON, json);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = WelcomePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
