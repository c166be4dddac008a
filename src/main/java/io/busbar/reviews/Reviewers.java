package io.busbar.reviews;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.reviews.ReviewOperations.Reviewer;
import io.busbar.users.PeopleOperations;
import io.busbar.users.PeopleOperations.Name;
import io.busbar.users.PeopleOperations.People;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who wrote reviews, as users lets others see them. */
final class Reviewers {
    private static final String FORMER = "Former member";

    private final Bus bus;

    /** People by their ids; who is missing has left. */
    record Names(Map<UUID, Name> byId) {
        Names {
            byId = Map.copyOf(byId);
        }

        boolean has(UUID person) {
            return byId.containsKey(person);
        }

        Reviewer reviewer(UUID person) {
            Name found = byId.get(person);
            String name = found == null ? null : found.name();
            return name == null ? new Reviewer(null, FORMER) : new Reviewer(person, name);
        }

        /** Whether somebody is a professional in public. */
        boolean isListed(UUID person) {
            Name found = byId.get(person);
            return found != null && found.listed();
        }
    }

    Reviewers(Bus bus) {
        this.bus = bus;
    }

    Future<Names> names(Collection<UUID> people, Caller caller) {
        List<UUID> each = people.stream().distinct().toList();
        return each.isEmpty()
                ? Future.succeededFuture(new Names(Map.of()))
                : bus.call(PeopleOperations.NAMES, new People(each), caller)
                        .map(names -> new Names(
                                names.names().stream().collect(Collectors.toMap(Name::id, Function.identity()))));
    }
}
