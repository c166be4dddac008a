package io.busbar.http;

import io.busbar.bus.Items;
import io.busbar.bus.Page;
import io.busbar.bus.json.Json;
import io.vertx.core.MultiMap;

/** One JSON value; of a page its items, with what else there is to say about it in headers. */
record JsonRendering(int status) implements Rendering {
    @Override
    public void render(Exchange exchange, Object answer) {
        render(exchange, answer, body(answer));
    }

    /** The same with a body that was made before. */
    void render(Exchange exchange, Object answer, TextBody body) {
        if (answer instanceof Page<?> page) {
            describe(exchange, page);
        }
        exchange.endText(status, HeaderNames.JSON, body);
    }

    /** The answer as bytes: the costly part, and the same for all who are given it. */
    static TextBody body(Object answer) {
        return new TextBody(
                switch (answer) {
                    case Items<?> items -> Json.bytes(items.items());
                    case Page<?> page -> Json.bytes(page.items());
                    default -> Json.bytes(answer);
                });
    }

    private static void describe(Exchange exchange, Page<?> page) {
        MultiMap headers = exchange.response.headers();
        String next = page.next();
        if (next != null) {
            headers.set(HeaderNames.LINK, NextLink.of(exchange.path(), exchange.request.query(), next));
        }
        Long total = page.total();
        if (total != null) {
            headers.set(HeaderNames.TOTAL_COUNT, total.toString());
        }
        Long unread = page.unread();
        if (unread != null) {
            headers.set(HeaderNames.UNREAD_COUNT, unread.toString());
        }
    }
}
