package io.busbar.http.openapi;

import io.busbar.http.pages.ClasspathResources;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The API reference page. Its content security policy allows only the three scripts with the nonce of the response, and connections
 * to this node only. Inline styles are allowed because the script generates them; they cannot load anything.
 */
final class DocsPage {
    private static final String POLICY_TEMPLATE =
            "default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; "
                    + "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String html;

    DocsPage(String script) {
        html = ClasspathResources.text("/io/busbar/http/openapi/docs.html").replace("${script}", script);
    }

    void serve(HttpServerRequest request) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String nonce = Base64.getEncoder().encodeToString(random);
        Buffer page = Buffer.buffer(html.replace("${nonce}", nonce));
        MultiMap headers = request.response().headers();
        headers.set("content-security-policy", POLICY_TEMPLATE.replace("${nonce}", nonce));
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
        headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(page.length()));
        if (request.method().equals(HttpMethod.HEAD)) {
            request.response().end();
        } else {
            request.response().end(page);
        }
    }
}
