package io.busbar.node;

import io.busbar.bus.Caller;
import io.busbar.http.Mailbox;
import io.busbar.mail.mailbox.DevMailbox;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mailbox as the front shows it. */
record StoredMailbox(DevMailbox mails) implements Mailbox {
    @Override
    public Future<List<Mail>> list(@Nullable String to, int limit) {
        return mails.list(to, limit)
                .map(found -> found.stream()
                        .map(mail -> new Mail(
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
    public Future<Void> clear(Caller caller) {
        return mails.clear(caller);
    }
}
