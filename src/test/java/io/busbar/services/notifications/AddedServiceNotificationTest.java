package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.json.Json;
import io.busbar.bus.notifications.Severity;
import io.busbar.services.notifications.NotesService.NoteShared;
import io.busbar.services.notifications.NotificationOperations.Notification;
import io.busbar.services.users.UserSettingsOperations;
import io.busbar.services.users.UserSettingsOperations.UpdateSettings;
import io.busbar.testing.UsesServers;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service with a declared notification, in one file, needs no change in the notifications service. */
@UsesServers
class AddedServiceNotificationTest {
    private static final Instant UNTIL = Instant.parse("2050-01-05T09:00:00Z");

    private static NotificationTestNode node;

    private final UUID note = UUID.randomUUID();
    private UUID author;
    private UUID reader;

    @BeforeAll
    static void start() {
        node = new NotificationTestNode(NotesService.NOTES.notifications());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void createUsers() {
        author = node.user("Ada Author");
        reader = node.user("Rita Reader");
    }

    @Test
    void event_withDeclaredNotification_isStoredPushedAndEmailed() {
        share();

        Notification notification = node.notifications(reader).getFirst();
        assertThat(notification.title()).isEqualTo("Note shared");
        assertThat(notification.message())
                .isEqualTo("Ada Author shared The {title} with you until Wednesday, 5 January 2050, 09:00 (UTC).");
        assertThat(notification.severity()).isEqualTo(Severity.SUCCESS);
        assertThat(notification.data().notificationType()).isEqualTo("note.shared");
        assertThat(notification.data().userId()).isEqualTo(author);
        assertThat(node.strings(
                        "select data->>'id' from bus.stream where type = 'newNotification' and account = $1", reader))
                .containsExactly(notification.id().toString());
        assertThat(node.emails(reader)).singleElement().satisfies(email -> {
            assertThat(email.subject()).isEqualTo("Note shared");
            assertThat(email.text())
                    .contains("Ada Author shared The {title} with you")
                    .contains("Read the note: https://notes.example/notes/" + note);
        });
    }

    @Test
    void actor_amongTheRecipients_isNotTold() {
        share();

        assertThat(node.notifications(author)).isEmpty();
        assertThat(node.emails(author)).isEmpty();
    }

    @Test
    void recipient_whoTurnedItOff_isNotTold() {
        node.call(
                UserSettingsOperations.UPDATE_SETTINGS,
                Json.from(new JsonObject().put("reviewNotifications", false), UpdateSettings.class),
                reader);

        share();

        assertThat(node.notifications(reader)).isEmpty();
        assertThat(node.emails(reader)).isEmpty();
    }

    @Test
    void partner_whoWasErased_isNoLongerNamed() {
        share();

        node.erase(author);

        assertThat(node.notifications(reader))
                .singleElement()
                .satisfies(notification ->
                        assertThat(notification.message()).startsWith("A former user shared The {title} with you"));
        assertThat(node.strings(
                        "select partner_name from notifications.notification where account = $1 and partner_name is not null",
                        reader))
                .isEmpty();
    }

    @Test
    void notification_declaredByTwoServices_failsTheStart() {
        assertThatThrownBy(() -> new NotificationTypes(List.of(NotesService.NOTE_SHARED, NotesService.NOTE_SHARED)))
                .hasMessage("Two services declare the notification note.shared");
    }

    /** Shares a note and waits until everybody concerned was told. */
    private void share() {
        node.call(NotesService.SHARE, new NoteShared(note, author, reader, "The {title}", UNTIL), null);
        node.settle();
    }
}
