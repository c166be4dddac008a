package io.busbar.services.notifications;

import io.busbar.bus.Bus;
import io.busbar.bus.RequestContext;
import io.busbar.services.users.RecipientOperations;
import io.busbar.services.users.RecipientOperations.BatchGetRecipients;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Loads recipients from the users service. */
final class Recipients {
    private final Bus bus;

    Recipients(Bus bus) {
        this.bus = bus;
    }

    /** Returns the recipients by ID, without accounts that no longer exist. */
    Future<Map<UUID, Recipient>> find(UUID account, @Nullable UUID partner, RequestContext requestContext) {
        List<UUID> ids =
                Stream.of(account, partner).filter(Objects::nonNull).distinct().toList();
        return bus.call(RecipientOperations.BATCH_GET_RECIPIENTS, new BatchGetRecipients(ids), requestContext)
                .map(found -> found.items().stream().collect(Collectors.toMap(Recipient::id, Function.identity())));
    }
}
