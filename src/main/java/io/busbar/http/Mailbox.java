package io.busbar.http;

import io.busbar.bus.RequestContext;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The mail of a deployment without a mail server, for developers to read. */
public interface Mailbox {

    /** The newest first; {@code to} is an address, null for all. */
    Future<List<CapturedEmail>> list(@Nullable String recipient, int limit);

    /** Deletes all of it. */
    Future<Void> clear(RequestContext requestContext);

    /** A mail; {@code text} and {@code html} are its two forms, either of which may be empty. */
    record CapturedEmail(
            UUID id, String to, String from, String subject, String text, String html, OffsetDateTime receivedAt) {}
}
