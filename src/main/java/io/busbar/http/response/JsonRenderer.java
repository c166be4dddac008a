package io.busbar.http.response;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.json.Json;
import io.busbar.data.WireNames;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.PageCount;
import io.busbar.data.listing.TotalRelation;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders JSON. A page is rendered as the array of its items, with its other properties in headers. A result that is larger than its
 * operation declares fails as it does between nodes, so that a response does not depend on the node that serves it.
 */
public record JsonRenderer(Operation<?, ?> operation, int status) implements ResponseRenderer {
    private static final Logger LOG = LoggerFactory.getLogger(JsonRenderer.class);

    @Override
    public void render(Exchange exchange, Object result) {
        render(exchange, result, serialize(result));
    }

    /** Renders a result whose body is already serialized. */
    public void render(Exchange exchange, Object result, CompressibleBody body) {
        if (result instanceof Page<?> page) {
            addPageHeaders(exchange, page);
        }
        exchange.responseWriter.endText(status, HeaderNames.JSON, body);
    }

    /** Serializes the result. This is the expensive part, and the body can be shared by several responses. */
    public CompressibleBody serialize(Object result) {
        Buffer json = switch (result) {
            case ListResult<?> listResult -> Json.bytes(listResult.items());
            case Page<?> page -> Json.bytes(page.items());
            default -> Json.bytes(result);
        };
        if (json.length() > operation.maxResponseBytes()) {
            LOG.error(
                    "The response of {} has {} bytes, more than the maximum of {}",
                    operation.name(),
                    json.length(),
                    operation.maxResponseBytes());
            throw Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
        }
        return new CompressibleBody(json);
    }

    private void addPageHeaders(Exchange exchange, Page<?> page) {
        MultiMap headers = exchange.response.headers();
        String nextCursor = page.nextCursor();
        if (nextCursor != null) {
            headers.set(HeaderNames.LINK, NextLink.of(exchange.path(), exchange.request.query(), nextCursor));
        }
        Long total = page.total();
        TotalRelation totalRelation = page.totalRelation();
        if (total != null && totalRelation != null) {
            headers.set(HeaderNames.TOTAL_COUNT, total.toString());
            headers.set(HeaderNames.TOTAL_COUNT_RELATION, WireNames.nameOf(totalRelation));
        }
        for (PageCount count : operation.response().counts()) {
            Long value = page.counts().get(count.name());
            if (value != null) {
                headers.set(count.header(), value.toString());
            }
        }
    }
}
