package io.busbar.bus.notifications;

import io.busbar.bus.Event;
import io.busbar.bus.EventEnvelope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of notification, declared once on its service's {@linkplain io.busbar.bus.Contract#notification contract}: which event causes it,
 * who is told what, on which channels, and which preference turns it off. An event tells a user at most once: the first type that fits, in
 * the order of the declarations.
 *
 * @param <P> the payload of the events
 */
public final class NotificationType<P extends Record> {
    private final NotificationBuilder<P> declared;
    private final String title;
    private final String message;

    /** Services use {@link io.busbar.bus.Contract#notification}. */
    NotificationType(NotificationBuilder<P> declared, String title, String message) {
        this.declared = declared;
        this.title = title;
        this.message = message;
    }

    /** Returns the requests to notify everybody whom this type tells about the event, except its actor. */
    public List<NotificationRequest> requests(EventEnvelope<?> envelope) {
        P payload = declared.payload.cast(envelope.payload());
        if (!declared.condition.test(payload)) {
            return List.of();
        }
        Optional<UUID> actor = declared.actor.apply(payload);
        return declared.recipients.stream()
                .flatMap(recipient -> recipient.accounts().apply(payload).stream()
                        .filter(account -> !actor.equals(Optional.of(account)))
                        .map(account -> request(envelope, payload, account, recipient.partnerIn(payload))))
                .toList();
    }

    private NotificationRequest request(EventEnvelope<?> envelope, P payload, UUID account, @Nullable UUID partner) {
        Map<String, UUID> data = values(declared.data, payload);
        return new NotificationRequest(
                account,
                declared.source == null ? envelope.id() : declared.source.apply(payload),
                type(),
                declared.severity.apply(payload),
                Placeholders.replace(title, values(declared.texts, payload)),
                message(payload),
                times(envelope, payload),
                declared.timeZone == null ? null : declared.timeZone.apply(payload),
                partner,
                data,
                declared.link == null ? null : link(declared.link, data, account, partner),
                declared.channels,
                declared.preference == null ? null : declared.preference.name(),
                declared.expiry == null ? null : declared.expiry.apply(payload),
                declared.discardExpired);
    }

    private String message(P payload) {
        Map<String, String> texts = values(declared.texts, payload);
        declared.textsOrPartner.forEach((name, text) -> text.apply(payload).ifPresent(given -> texts.put(name, given)));
        texts.replaceAll(
                (name, text) -> Placeholders.escape(startsSentence(name) ? Placeholders.capitalize(text) : text));
        declared.textsOrPartner.keySet().forEach(name -> texts.putIfAbsent(name, NotificationRequest.PARTNER));
        return Placeholders.replace(message, texts);
    }

    private boolean startsSentence(String name) {
        return message.startsWith("{" + name + "}") && !declared.verbatim.contains(name);
    }

    private Map<String, Instant> times(EventEnvelope<?> envelope, P payload) {
        Map<String, Instant> times = values(declared.times, payload);
        if (declared.timeOfEvent != null) {
            times.put(declared.timeOfEvent, envelope.publishedAt());
        }
        return times;
    }

    private static NotificationLink link(
            NotificationLink link, Map<String, UUID> data, UUID account, @Nullable UUID partner) {
        Map<String, String> ids = new LinkedHashMap<>();
        data.forEach((name, id) -> ids.put(name, id.toString()));
        ids.put(NotificationBuilder.RECIPIENT, account.toString());
        if (partner != null) {
            ids.put(NotificationBuilder.PARTNER, partner.toString());
        }
        String fallback = link.pathWithoutPartner();
        return new NotificationLink(
                link.label(),
                Placeholders.replace(link.path(), ids),
                fallback == null ? null : Placeholders.replace(fallback, ids));
    }

    private <T> Map<String, T> values(Map<String, Function<? super P, T>> parameters, P payload) {
        Map<String, T> values = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> {
            T value = parameter.apply(payload);
            if (value == null) {
                throw new IllegalStateException(type() + ": the event has no " + name);
            }
            values.put(name, value);
        });
        return values;
    }

    /** Returns the name, such as {@code booking.confirmed}. */
    public String type() {
        return declared.type;
    }

    /** Returns the name of the service that declared it. */
    public String service() {
        return declared.service;
    }

    /** Returns the events that cause it. */
    public List<Event<P>> events() {
        return List.copyOf(declared.events);
    }

    /** Returns the condition on the event in words; empty if there is none. */
    public String condition() {
        return declared.conditionText;
    }

    public List<NotificationRecipient<P>> recipients() {
        return List.copyOf(declared.recipients);
    }

    /** Returns the template of the title. */
    public String title() {
        return title;
    }

    /** Returns the template of the message. */
    public String message() {
        return message;
    }

    public Set<NotificationChannel> channels() {
        return Set.copyOf(declared.channels);
    }

    public Optional<NotificationLink> link() {
        return Optional.ofNullable(declared.link);
    }

    /** Returns the preference that turns it off; empty if users can't. */
    public Optional<NotificationPreference> preference() {
        return Optional.ofNullable(declared.preference);
    }

    @Override
    public String toString() {
        return type();
    }
}
