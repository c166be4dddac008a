package io.busbar.node;

import io.busbar.bus.RequestContext;
import io.busbar.http.Mailbox;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the HTTP frontend access to the development mailbox. */
record DatabaseMailbox(DevMailbox devMailbox) implements Mailbox {
    @Override
    public Future<List<CapturedEmail>> list(@Nullable String to, int limit) {
        return devMailbox
                .list(to, limit)
                .map(emails -> emails.stream()
                        .map(email -> new CapturedEmail(
                                email.id(),
                                email.to(),
                                email.from(),
                                email.subject(),
                                email.text(),
                                email.html(),
                                email.receivedAt()))
                        .toList());
    }

    @Override
    public Future<Void> clear(RequestContext requestContext) {
        return devMailbox.clear(requestContext);
    }
}
