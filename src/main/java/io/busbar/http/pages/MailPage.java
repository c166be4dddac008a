package io.busbar.http.pages;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.busbar.bus.Failure;
import io.busbar.bus.Require;
import io.busbar.bus.json.Json;
import io.busbar.http.Mailbox;
import io.busbar.http.Mailbox.CapturedEmail;
import io.busbar.http.request.AcceptHeader;
import io.busbar.http.request.ClientAddress;
import io.busbar.http.request.QueryString;
import io.busbar.http.server.AllowedMethods;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The development mailbox at {@code /dev/mail}: a page for browsers, JSON for other clients, and DELETE to empty it. Emails contain
 * tokens, so the page is available on this machine only: for connections from the loopback interface, without a proxy, and with a
 * local name in {@code Host} (which prevents DNS rebinding by other sites).
 */
final class MailPage {
    static final String PATH = "/dev/mail";
    static final AllowedMethods ALLOWED_METHODS =
            AllowedMethods.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final Duration CLEAR_TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]*[^\\s<>\".,;:!?)'\\]]");
    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH);

    /** The frames of HTML emails inherit this policy. It allows their inline styles, but nothing can be loaded. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Mailbox mailbox;
    private final Template template =
            Mustache.compiler().escapeHTML(true).defaultValue("").compile(readTemplate());

    MailPage(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Returns whether the request comes from this machine. Other clients get 404. */
    boolean isLocal(Exchange exchange) {
        HostAndPort host = exchange.request.authority();
        return host != null
                && LOCAL_HOSTS.contains(host.host().toLowerCase(Locale.ROOT))
                && exchange.clientConnection.clientAddress.address().isLoopbackAddress()
                && !ClientAddress.isForwarded(exchange.request.headers());
    }

    void serve(Exchange exchange) {
        if (exchange.method().equals(HttpMethod.DELETE)) {
            exchange.then(
                    mailbox.clear(exchange.requestContext(CLEAR_TIMEOUT, null)),
                    cleared -> exchange.responseWriter.end(204));
            return;
        }
        MultiMap query = QueryString.parse(exchange.request.query());
        String to = query.get("to");
        String recipient = to == null || to.isBlank() ? null : to.strip();
        int limit = limit(query.get("limit"));
        String accept = exchange.request.headers().get(HttpHeaders.ACCEPT);
        boolean json = !AcceptHeader.prefers(accept, "text/html", "application/json");
        exchange.then(mailbox.list(recipient, limit), emails -> {
            if (json) {
                exchange.responseWriter.end(200, HeaderNames.JSON, Json.bytes(emails));
            } else {
                exchange.response.headers().set(HeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
                exchange.responseWriter.end(
                        200, "text/html; charset=utf-8", Buffer.buffer(render(emails, recipient, exchange)));
            }
        });
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        int limit = parse(text);
        Require.that(
                limit >= 1 && limit <= MAX_LIMIT,
                () -> Failure.invalid("/limit", "must be a number from 1 to " + MAX_LIMIT));
        return limit;
    }

    /** Returns the number, or -1 for any other text. */
    private static int parse(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private String render(List<CapturedEmail> emails, @Nullable String recipient, Exchange exchange) {
        Map<String, Object> model = new HashMap<>();
        model.put("emails", emails.stream().map(MailPage::toView).toList());
        model.put("count", emails.size() == 1 ? "1 email" : emails.size() + " emails");
        model.put("url", String.valueOf(exchange.ownOrigin()) + PATH);
        if (recipient != null) {
            model.put("to", recipient);
        }
        return template.execute(model);
    }

    private static Map<String, Object> toView(CapturedEmail email) {
        return Map.of(
                "id", email.id(),
                "to", email.to(),
                "from", email.from(),
                "subject", email.subject().isBlank() ? "(no subject)" : email.subject(),
                "text", splitLinks(email.text()),
                "html", email.html(),
                "time", TIME_FORMAT.format(email.receivedAt().atZoneSameInstant(ZoneId.systemDefault())),
                "instant", email.receivedAt().toInstant());
    }

    /** Splits a text into plain parts and links. */
    private static List<Map<String, String>> splitLinks(String text) {
        List<Map<String, String>> parts = new ArrayList<>();
        Matcher links = LINK.matcher(text);
        int position = 0;
        while (links.find()) {
            parts.add(Map.of("plain", text.substring(position, links.start()), "link", links.group()));
            position = links.end();
        }
        parts.add(Map.of("plain", text.substring(position)));
        return parts;
    }

    private static String readTemplate() {
        try (InputStream in = MailPage.class.getResourceAsStream("mailbox.html")) {
            if (in == null) {
                throw new IllegalStateException("mailbox.html is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
