package io.busbar.http;

import io.busbar.bus.RequestContext;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The development mailbox: the captured emails of a deployment without a mail server, for developers to read. */
public interface Mailbox {

    /**
     * Returns the captured emails, newest first.
     *
     * @param recipient only emails to this address; null for all
     */
    Future<List<CapturedEmail>> list(@Nullable String recipient, int limit);

    /** Deletes all captured emails. */
    Future<Void> clear(RequestContext requestContext);

    /** An email. {@code text} and {@code html} are its two forms; either may be empty. */
    record CapturedEmail(
            UUID id, String to, String from, String subject, String text, String html, OffsetDateTime receivedAt) {}
}
