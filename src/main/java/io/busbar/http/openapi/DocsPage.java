package io.busbar.http.openapi;

import io.busbar.http.pages.ClasspathResources;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.buffer.Buffer;
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

    void serve(Exchange exchange) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String nonce = Base64.getEncoder().encodeToString(random);
        exchange.response
                .headers()
                .set(HeaderNames.CONTENT_SECURITY_POLICY, POLICY_TEMPLATE.replace("${nonce}", nonce));
        exchange.responseWriter.end(200, "text/html; charset=utf-8", Buffer.buffer(html.replace("${nonce}", nonce)));
    }
}
