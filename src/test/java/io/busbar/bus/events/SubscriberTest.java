package io.busbar.bus.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Contract;
import io.busbar.bus.Deleted;
import io.busbar.bus.Event;
import io.busbar.bus.Id;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriberTest {
    private static final Contract NOTES = Contract.of("notes", "Notes.");
    private static final Event<Id> CREATED = NOTES.event("note.created", "A note was created.", Id.class);
    private static final Event<Id> UPDATED = NOTES.event("note.updated", "A note was updated.", Id.class);
    private static final Event<Deleted> DELETED = NOTES.event("note.deleted", "A note was deleted.", Deleted.class);

    @Test
    void on_severalMessages_handlesEachOfThem() {
        Subscriber subscriber = new Subscriber("notes.index")
                .on(List.of(CREATED, UPDATED), (tx, event) -> Future.succeededFuture())
                .on(DELETED, (tx, event) -> Future.succeededFuture());

        assertThat(subscriber.bindings())
                .containsOnlyKeys("notes.note.created", "notes.note.updated", "notes.note.deleted");
    }

    @Test
    void on_messageThatHasAHandler_fails() {
        Subscriber subscriber = new Subscriber("notes.index").on(UPDATED, (tx, event) -> Future.succeededFuture());

        assertThatThrownBy(() -> subscriber.on(List.of(CREATED, UPDATED), (tx, event) -> Future.succeededFuture()))
                .hasMessage("notes.index has two handlers for notes.note.updated");
    }
}
