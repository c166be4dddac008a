package io.busbar.services.reviews;

import io.busbar.bus.Bus;
import io.busbar.bus.RequestContext;
import io.busbar.services.reviews.ReviewOperations.Reviewer;
import io.busbar.services.users.UserSummaryOperations;
import io.busbar.services.users.UserSummaryOperations.BatchGetUsers;
import io.busbar.services.users.UserSummaryOperations.DisplayName;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks up the names of reviewers and professionals in the users service. */
final class ReviewerLookup {
    private static final String FORMER_MEMBER = "Former member";

    private final Bus bus;

    /** Display names by user ID; users whose account no longer exists are missing. */
    record ReviewerNames(Map<UUID, DisplayName> byId) {
        ReviewerNames {
            byId = Map.copyOf(byId);
        }

        boolean contains(UUID user) {
            return byId.containsKey(user);
        }

        Reviewer toReviewer(UUID user) {
            DisplayName found = byId.get(user);
            String name = found == null ? null : found.name();
            return name == null ? new Reviewer(null, FORMER_MEMBER) : new Reviewer(user, name);
        }

        /** Returns whether the user is a professional with a public profile. */
        boolean isPublicProfessional(UUID user) {
            DisplayName found = byId.get(user);
            return found != null && found.listed();
        }
    }

    ReviewerLookup(Bus bus) {
        this.bus = bus;
    }

    Future<ReviewerNames> names(Collection<UUID> users, RequestContext requestContext) {
        List<UUID> distinctIds = users.stream().distinct().toList();
        return distinctIds.isEmpty()
                ? Future.succeededFuture(new ReviewerNames(Map.of()))
                : bus.call(
                                UserSummaryOperations.BATCH_GET_DISPLAY_NAMES,
                                new BatchGetUsers(distinctIds),
                                requestContext)
                        .map(displayNames -> new ReviewerNames(displayNames.names().stream()
                                .collect(Collectors.toMap(DisplayName::id, Function.identity()))));
    }
}
