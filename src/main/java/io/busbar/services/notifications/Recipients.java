package io.busbar.services.notifications;

import io.busbar.bus.Bus;
import io.busbar.bus.ListResult;
import io.busbar.bus.RequestContext;
import io.busbar.services.users.RecipientOperations;
import io.busbar.services.users.RecipientOperations.BatchGetRecipients;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Loads recipients from the users service. */
final class Recipients {
    private final Bus bus;

    Recipients(Bus bus) {
        this.bus = bus;
    }

    /** Returns the recipients by ID, without accounts that no longer exist. */
    Future<Map<UUID, Recipient>> find(Set<UUID> ids, RequestContext requestContext) {
        List<UUID> sorted = ids.stream().sorted().toList();
        List<Future<ListResult<Recipient>>> pages = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += RecipientOperations.MAX_RECIPIENTS) {
            int to = Math.min(sorted.size(), from + RecipientOperations.MAX_RECIPIENTS);
            pages.add(bus.call(
                    RecipientOperations.BATCH_GET_RECIPIENTS,
                    new BatchGetRecipients(sorted.subList(from, to)),
                    requestContext));
        }
        return Future.all(pages)
                .map(loaded -> pages.stream()
                        .flatMap(page -> page.result().items().stream())
                        .collect(Collectors.toMap(Recipient::id, Function.identity())));
    }
}
