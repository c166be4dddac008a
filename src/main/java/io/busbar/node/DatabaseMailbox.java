package io.busbar.node;

import io.busbar.bus.RequestContext;
import io.busbar.http.Mailbox;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mailbox as the front shows it. */
record DatabaseMailbox(DevMailbox devMailbox) implements Mailbox {
    @Override
    public Future<List<CapturedEmail>> list(@Nullable String to, int limit) {
        return devMailbox
                .list(to, limit)
                .map(found -> found.stream()
                        .map(mail -> new CapturedEmail(
                                mail.id(),
                                mail.to(),
                                mail.from(),
                                mail.subject(),
                                mail.text(),
                                mail.html(),
                                mail.receivedAt()))
                        .toList());
    }

    @Override
    public Future<Void> clear(RequestContext requestContext) {
        return devMailbox.clear(requestContext);
    }
}
