package io.busbar.services.deliveries;

import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import io.busbar.bus.Contract;
import io.busbar.bus.DeadLetters.DeadLetter;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.data.listing.Page;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Admin operations on dead letters: deliveries that failed every attempt. */
public interface DeadLetterOperations {
    Contract DELIVERIES = Contract.of("deliveries", "Inspect and replay event deliveries that failed every attempt.")
            .holdsNoPersonalData();

    /** The largest number of dead letters that one request replays. */
    int MAX_REPLAYS = 5_000;

    Operation<ListDeadLetters, Page<DeadLetter>> LIST = DELIVERIES
            .get("list", "/deliveries/dead-letters")
            .summary("List dead letters")
            .description("Returns deliveries that failed every attempt, most recent first.")
            .allow(role(ADMIN))
            .takes(ListDeadLetters.class)
            .maxResponseBytes(8 << 20) // 200 payloads of 40 KB
            .returnsPage(DeadLetter.class);

    Operation<DeadLetterId, DeadLetter> REPLAY = DELIVERIES
            .post("replay", "/deliveries/dead-letters/{id}/replay")
            .summary("Replay a dead letter")
            .description(
                    "Puts the delivery back at its original position in the queue of its key and resets its attempts.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND)
            .takesParameters(DeadLetterId.class)
            .returns(DeadLetter.class);

    Operation<ReplayDeadLetters, ReplayedDeadLetters> REPLAY_ALL = DELIVERIES
            .post("replayAll", "/deliveries/dead-letters/replay")
            .summary("Replay the dead letters of a subscriber")
            .description("Replays the oldest dead letters of the subscriber first, at most 5,000 per request.")
            .allow(role(ADMIN))
            .idempotent()
            .takes(ReplayDeadLetters.class)
            .returns(ReplayedDeadLetters.class);

    Operation<DeadLetterId, Empty> DISCARD = DELIVERIES
            .delete("discard", "/deliveries/dead-letters/{id}")
            .summary("Discard a dead letter")
            .description("Deletes the dead letter permanently. The subscriber never handles the event.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND)
            .takes(DeadLetterId.class)
            .returnsEmpty();

    /** The filters and the page of a list of dead letters. */
    record ListDeadLetters(
            @Nullable
            @Size(min = 1, max = 100)
            @Doc(value = "Only return dead letters of this subscriber.", example = "notifications.bookings")
            String subscriber,

            PageRequest page) {}

    /** The ID of the dead letter that is replayed or discarded. */
    record DeadLetterId(
            @Min(1) @Doc(value = "The dead letter's ID.", example = "4711")
            Long id) {}

    /** The subscriber whose dead letters are replayed. */
    record ReplayDeadLetters(
            @NotBlank @Size(max = 100) @Doc(value = "The name of the subscriber.", example = "notifications.bookings")
            String subscriber) {}

    /** The result of {@link #REPLAY_ALL}. */
    record ReplayedDeadLetters(
            @Doc(value = "The number of replayed dead letters. 5,000 means that there may be more.", example = "12")
            Integer replayed) {}
}
