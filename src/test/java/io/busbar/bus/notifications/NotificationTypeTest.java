package io.busbar.bus.notifications;

import static io.busbar.bus.notifications.NotificationChannel.EMAIL;
import static io.busbar.bus.notifications.NotificationChannel.IN_APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.EventEnvelope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The declaration of a notification: what it makes of an event, and the mistakes that fail the start. */
class NotificationTypeTest {
    private static final Instant NOW = Instant.parse("2030-01-05T09:00:00Z");

    private final Contract contract = Contract.of("notes", "Notes.");
    private final Event<NoteShared> shared = contract.event("note.shared", "A note was shared.", NoteShared.class);

    private final UUID owner = UUID.randomUUID();
    private final UUID reader = UUID.randomUUID();
    private final NoteShared event = new NoteShared(UUID.randomUUID(), owner, reader, "{start} a list", NOW, false);

    record NoteShared(UUID id, UUID owner, UUID reader, String title, Instant until, boolean byAdmin) {}

    @Test
    void requests_forEveryRecipient_haveTextDataAndLink() {
        NotificationType<NoteShared> type = both("note.shared")
                .text("title", NoteShared::title)
                .time("until", NoteShared::until)
                .timeZone(note -> "Europe/Berlin")
                .data("noteId", NoteShared::id)
                .severity(Severity.WARNING)
                .by(EMAIL)
                .link("Read it", "/users/{partner}/notes/{noteId}", "/users/{recipient}")
                .unlessTurnedOff(new NotificationPreference("noteNotifications"))
                .expires(NoteShared::until)
                .message("Note shared", "{title} with {partner} until {until}.");

        List<NotificationRequest> requests = type.requests(envelope(event));

        assertThat(requests).extracting(NotificationRequest::account).containsExactly(owner, reader);
        NotificationRequest first = requests.getFirst();
        assertThat(first.partner()).isEqualTo(reader);
        assertThat(first.message()).isEqualTo("{brace}start} a list with {partner} until {until}.");
        assertThat(first.times()).isEqualTo(Map.of("until", NOW));
        assertThat(first.data()).isEqualTo(Map.of("noteId", event.id()));
        assertThat(first.link())
                .isEqualTo(new NotificationLink(
                        "Read it", "/users/" + reader + "/notes/" + event.id(), "/users/" + owner));
        assertThat(first.channels()).containsExactlyInAnyOrder(IN_APP, EMAIL);
        assertThat(first.severity()).isEqualTo(Severity.WARNING);
        assertThat(first.preference()).isEqualTo("noteNotifications");
        assertThat(first.timeZone()).isEqualTo("Europe/Berlin");
        assertThat(first.expiresAt()).isEqualTo(NOW);
        assertThat(first.discardExpired()).isFalse();
    }

    @Test
    void requests_byOneOfTheRecipients_leaveOutTheActor() {
        NotificationType<NoteShared> type = both("note.shared")
                .exceptActor(note -> Optional.of(note.owner()))
                .message("Note", "By {partner}.");

        assertThat(type.requests(envelope(event)))
                .singleElement()
                .satisfies(request -> assertThat(request.account()).isEqualTo(reader));
    }

    @Test
    void requests_ofEventThatDoesNotMeetTheCondition_areNone() {
        NotificationType<NoteShared> type =
                both("note.shared").when("by an admin", NoteShared::byAdmin).message("Note", "A note.");

        assertThat(type.requests(envelope(event))).isEmpty();
    }

    @Test
    void textOrPartner_withoutText_isThePartner() {
        NotificationType<NoteShared> type = both("note.shared")
                .textOrPartner("actor", note -> note.byAdmin() ? Optional.of("an admin") : Optional.empty())
                .message("Note", "{actor} shared it.");

        assertThat(type.requests(envelope(event)).getFirst().message()).isEqualTo("{partner} shared it.");
        NoteShared byAdmin = new NoteShared(event.id(), owner, reader, "A list", NOW, true);
        assertThat(type.requests(envelope(byAdmin)).getFirst().message()).isEqualTo("An admin shared it.");
    }

    @Test
    void text_atTheStartOfTheMessage_isCapitalizedUnlessVerbatim() {
        NoteShared lower = new NoteShared(event.id(), owner, reader, "iPhone", NOW, false);
        NotificationType<NoteShared> text =
                both("note.text").text("title", NoteShared::title).message("Note", "{title} is here.");
        NotificationType<NoteShared> verbatim =
                both("note.verbatim").verbatim("title", NoteShared::title).message("{title}", "{title} is here.");

        assertThat(text.requests(envelope(lower)).getFirst().message()).isEqualTo("IPhone is here.");
        assertThat(verbatim.requests(envelope(lower)).getFirst().message()).isEqualTo("iPhone is here.");
        assertThat(verbatim.requests(envelope(event)).getFirst().title()).isEqualTo("{start} a list");
    }

    @Test
    void declare_complete_isPartOfTheContractInOrder() {
        NotificationType<NoteShared> first = both("note.first").message("First", "A note.");
        NotificationType<NoteShared> second = both("note.second").message("Second", "A note.");

        assertThat(contract.notifications()).containsExactly(first, second);
        assertThatThrownBy(() -> both("note.first").message("First", "A note."))
                .hasMessage("note.first is declared twice");
    }

    @Test
    void declare_withUnknownPlaceholder_failsWithTheKnownOnes() {
        assertThatThrownBy(() -> both("note.shared")
                        .text("title", NoteShared::title)
                        .message("Note", "{titel} was shared by {partner}."))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The notification note.shared of notes can't be declared:"
                        + " the message contains {titel}, but its parameters are {partner}, {title}");
        assertThatThrownBy(() -> both("note.shared").message("A note of {partner}", "A note."))
                .hasMessageContaining("the title contains {partner}");
        assertThatThrownBy(() ->
                        both("note.shared").link("Read", "/notes/{noteId}").message("Note", "A note."))
                .hasMessageContaining("the path contains {noteId}");
        assertThat(contract.notifications()).isEmpty();
    }

    @Test
    void declare_withUnusedParameter_fails() {
        assertThatThrownBy(() -> both("note.shared")
                        .text("title", NoteShared::title)
                        .time("until", NoteShared::until)
                        .message("Note", "Until {until}."))
                .hasMessageEndingWith("the text does not use {title}");
    }

    @Test
    void declare_namingAPartnerThatARecipientLacks_fails() {
        assertThatThrownBy(() ->
                        both("note.shared").to("everybody", NoteShared::id).message("Note", "{partner} shared a note."))
                .hasMessageEndingWith("the message names a partner, but a recipient has none");
        assertThatThrownBy(() ->
                        both("note.shared").link("Read", "/users/{partner}").message("Note", "A note."))
                .hasMessageEndingWith(
                        "a path needs another one to use without a partner if, and only if, it contains {partner}");
    }

    @Test
    void declare_withoutRecipientOrForAnEventOfAnotherService_fails() {
        Contract others = Contract.of("others", "Others.");

        assertThatThrownBy(() -> contract.notification("note.shared", shared).message("Note", "A note."))
                .hasMessageEndingWith("it has no recipient");
        assertThatThrownBy(() -> others.notification("note.shared", shared)
                        .to("owner", NoteShared::owner)
                        .message("Note", "A note."))
                .hasMessageEndingWith(
                        "notes.note.shared is an event of another service, which declares its notifications itself");
        assertThatThrownBy(() -> both("Note shared").message("Note", "A note."))
                .hasMessageContaining("the name must be like booking.confirmed");
        assertThatThrownBy(() ->
                        both("note.shared").text("title", NoteShared::title).time("title", NoteShared::until))
                .hasMessage("note.shared has two parameters with the name title");
    }

    private NotificationBuilder<NoteShared> both(String type) {
        return contract.notification(type, shared)
                .to("owner", NoteShared::owner, NoteShared::reader)
                .to("reader", NoteShared::reader, NoteShared::owner);
    }

    private EventEnvelope<NoteShared> envelope(NoteShared payload) {
        return new EventEnvelope<>(
                UUID.randomUUID(), shared.type(), payload.id().toString(), payload, NOW, 1);
    }
}
