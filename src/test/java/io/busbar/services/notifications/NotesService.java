package io.busbar.services.notifications;

import static io.busbar.bus.notifications.NotificationChannel.EMAIL;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Event;
import io.busbar.bus.Operation;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.notifications.NotificationType;
import io.busbar.bus.notifications.Severity;
import io.busbar.services.users.RecipientOperations;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A service that the notifications service has never heard of, with one notification. */
interface NotesService {
    Contract NOTES = Contract.of("notes", "Notes that users share.").holdsNoPersonalData();

    Event<NoteShared> SHARED = NOTES.event("note.shared", "A user shared a note with another.", NoteShared.class);

    Operation<NoteShared, Empty> SHARE = NOTES.internal("share")
            .summary("Share a note")
            .takes(NoteShared.class)
            .returnsEmpty();

    NotificationType<NoteShared> NOTE_SHARED = NOTES.notification("note.shared", SHARED)
            .to("author", NoteShared::author, NoteShared::reader)
            .to("reader", NoteShared::reader, NoteShared::author)
            .exceptActor(note -> Optional.of(note.author()))
            .text("title", NoteShared::title)
            .time("until", NoteShared::until)
            .data("noteId", NoteShared::id)
            .severity(Severity.SUCCESS)
            .by(EMAIL)
            .link("Read the note", "/notes/{noteId}")
            .unlessTurnedOff(RecipientOperations.REVIEWS)
            .message("Note shared", "{partner} shared {title} with you until {until}.");

    record NoteShared(UUID id, UUID author, UUID reader, String title, Instant until) {}

    /** Publishes the event. */
    final class NotesVerticle extends ServiceVerticle {
        NotesVerticle(ServiceContext serviceContext) {
            super(NOTES, serviceContext);
        }

        @Override
        protected void configure() {
            on(
                    SHARE,
                    (note, call) -> call.change(tx -> {
                        tx.publish(SHARED, note.id().toString(), note);
                        return Future.succeededFuture(new Empty());
                    }));
        }
    }
}
