package io.busbar.services.deliveries;

import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import io.busbar.bus.Contract;
import io.busbar.bus.DeadLetters.DeadLetter;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What operators can see and do about events that a subscriber could not react to. */
public interface DeadLetterOperations {
    Contract DELIVERIES = Contract.of("deliveries", "Events on their way to those who react to them.");

    /** As many are replayed at once. */
    int MAX_REPLAYS = 5_000;

    Operation<ListDeadLetters, Page<DeadLetter>> LIST = DELIVERIES
            .get("list", "/deliveries/dead-letters")
            .summary("List dead letters")
            .description("Deliveries that failed every attempt, the newest first.")
            .allow(role(ADMIN))
            .takes(ListDeadLetters.class)
            .returnsPage(DeadLetter.class);

    Operation<DeadLetterId, DeadLetter> REPLAY = DELIVERIES
            .post("replay", "/deliveries/dead-letters/{id}/replay")
            .summary("Replay a dead letter")
            .description("Puts it back to its place among the deliveries of its key, as if it had never been tried.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND)
            .takesParameters(DeadLetterId.class)
            .returns(DeadLetter.class);

    Operation<ReplayDeadLetters, ReplayedDeadLetters> REPLAY_ALL = DELIVERIES
            .post("replayAll", "/deliveries/dead-letters/replay")
            .summary("Replay the dead letters of a subscriber")
            .description("The oldest first, at most 5,000 in one request.")
            .allow(role(ADMIN))
            .idempotent()
            .takes(ReplayDeadLetters.class)
            .returns(ReplayedDeadLetters.class);

    Operation<DeadLetterId, Empty> DISCARD = DELIVERIES
            .delete("discard", "/deliveries/dead-letters/{id}")
            .summary("Discard a dead letter")
            .description("For good: its effect will never happen.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND)
            .takes(DeadLetterId.class)
            .returnsEmpty();

    /** Filters of the list. */
    record ListDeadLetters(
            @Nullable
            @Size(min = 1, max = 100)
            @Doc(value = "Only those of this subscriber.", example = "notifications.booking")
            String subscriber,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = 100) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** Which one. */
    record DeadLetterId(
            @NotNull @Min(1) @Doc(value = "The dead letter.", example = "4711")
            Long id) {}

    /** Whose. */
    record ReplayDeadLetters(
            @NotBlank @Size(max = 100) @Doc(value = "The subscriber.", example = "notifications.booking")
            String subscriber) {}

    /** How many were put back. */
    record ReplayedDeadLetters(
            @NotNull @Doc(value = "How many; 5,000 means that there may be more.", example = "12")
            Integer replayed) {}
}
