package io.busbar.http;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.busbar.bus.Failure;
import io.busbar.bus.json.Json;
import io.busbar.http.Mailbox.Mail;
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
 * The mailbox at {@code /dev/mail}: a page for people, JSON for programs, and DELETE to empty it. Letters carry tokens, so it is there for
 * this machine alone: for connections from the loopback interface, under a name that is the machine's own (a page of another site whose
 * name leads here has that name in {@code Host}), and not through a proxy.
 */
final class MailPage {
    static final String PATH = "/dev/mail";
    static final String METHODS = "GET, HEAD, DELETE, OPTIONS";

    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]*[^\\s<>\".,;:!?)'\\]]");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH);

    /** Mails bring styles of their own into their frames, which are under this policy too; none of them can load anything. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Mailbox mailbox;
    private final Template html =
            Mustache.compiler().escapeHTML(true).defaultValue("").compile(page());

    MailPage(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Whether the request comes from this machine; to all others there is no such page. */
    boolean isFor(Exchange exchange) {
        HostAndPort host = exchange.request.authority();
        return host != null
                && OWN_NAMES.contains(host.host().toLowerCase(Locale.ROOT))
                && exchange.peer.address.address().isLoopbackAddress()
                && !ClientAddress.isForwarded(exchange.request.headers());
    }

    void show(Exchange exchange) {
        if (exchange.method().equals(HttpMethod.DELETE)) {
            exchange.then(mailbox.clear(exchange.caller(TIME_LIMIT, null)), cleared -> exchange.end(204));
            return;
        }
        MultiMap query = Query.parse(exchange.request.query());
        String to = query.get("to");
        String wanted = to == null || to.isBlank() ? null : to.strip();
        int limit = limit(query.get("limit"));
        String accept = exchange.request.headers().get(HttpHeaders.ACCEPT);
        boolean json = !AcceptHeader.prefers(accept, "text/html", "application/json");
        exchange.then(mailbox.list(wanted, limit), mails -> {
            if (json) {
                exchange.end(200, HeaderNames.JSON, Json.bytes(mails));
            } else {
                exchange.response.headers().set(HeaderNames.CONTENT_SECURITY_POLICY, POLICY);
                exchange.end(200, "text/html; charset=utf-8", Buffer.buffer(page(mails, wanted, exchange)));
            }
        });
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Failure.invalid("/limit", "must be a number from 1 to " + MAX_LIMIT);
    }

    private String page(List<Mail> mails, @Nullable String to, Exchange exchange) {
        Map<String, Object> values = new HashMap<>();
        values.put("mails", mails.stream().map(MailPage::view).toList());
        values.put("count", mails.size() == 1 ? "1 mail" : mails.size() + " mails");
        values.put("here", String.valueOf(exchange.ownOrigin()) + PATH);
        if (to != null) {
            values.put("to", to);
        }
        return html.execute(values);
    }

    private static Map<String, Object> view(Mail mail) {
        return Map.of(
                "id", mail.id(),
                "to", mail.to(),
                "from", mail.from(),
                "subject", mail.subject().isBlank() ? "(no subject)" : mail.subject(),
                "text", parts(mail.text()),
                "html", mail.html(),
                "time", TIME.format(mail.receivedAt().atZoneSameInstant(ZoneId.systemDefault())),
                "instant", mail.receivedAt().toInstant());
    }

    /** The text with its links apart. */
    private static List<Map<String, String>> parts(String text) {
        List<Map<String, String>> parts = new ArrayList<>();
        Matcher links = LINK.matcher(text);
        int at = 0;
        while (links.find()) {
            parts.add(Map.of("plain", text.substring(at, links.start()), "link", links.group()));
            at = links.end();
        }
        parts.add(Map.of("plain", text.substring(at)));
        return parts;
    }

    private static String page() {
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
