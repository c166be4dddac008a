package io.busbar.bus.notifications;

import io.busbar.bus.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Declares a notification step by step and ends with {@link #message}, which checks the whole.
 *
 * <p>Parameters are read from the event's payload by name. In title and message, {@code {name}} stands for a text or a time, and {@code
 * {partner}} for the other user's name; in the path of a link, it stands for an ID of the data, {@code {partner}} or {@code {recipient}}.
 */
public final class NotificationBuilder<P extends Record> {
    static final String PARTNER = "partner";
    static final String RECIPIENT = "recipient";

    private static final Set<String> RESERVED_NAMES = Set.of(PARTNER, RECIPIENT, "brace");

    final String service;
    final String type;
    final Class<P> payload;
    final List<Event<P>> events = new ArrayList<>();
    final List<NotificationRecipient<P>> recipients = new ArrayList<>();
    final Map<String, Function<? super P, String>> texts = new LinkedHashMap<>();
    final Set<String> verbatim = new HashSet<>();
    final Map<String, Function<? super P, Optional<String>>> textsOrPartner = new LinkedHashMap<>();
    final Map<String, Function<? super P, Instant>> times = new LinkedHashMap<>();
    final Map<String, Function<? super P, UUID>> data = new LinkedHashMap<>();
    final Set<NotificationChannel> channels = EnumSet.of(NotificationChannel.IN_APP);
    String conditionText = "";
    Predicate<? super P> condition = event -> true;
    Function<? super P, Optional<UUID>> actor = event -> Optional.empty();
    Function<? super P, Severity> severity = event -> Severity.INFO;

    @Nullable
    Function<? super P, UUID> source;

    @Nullable
    Function<? super P, String> timeZone;

    @Nullable
    Function<? super P, Instant> expiry;

    @Nullable
    String timeOfEvent;

    @Nullable
    NotificationLink link;

    @Nullable
    NotificationPreference preference;

    boolean discardExpired;

    private final Set<String> names = new HashSet<>(RESERVED_NAMES);
    private final Consumer<NotificationType<P>> declarations;

    /** Services use {@link io.busbar.bus.Contract#notification}. */
    public NotificationBuilder(
            String service, String type, Event<P> event, Consumer<NotificationType<P>> declarations) {
        this.service = service;
        this.type = type;
        this.payload = event.payload();
        this.declarations = declarations;
        events.add(event);
    }

    /** Adds another event that causes the same notification. */
    public NotificationBuilder<P> alsoOn(Event<P> event) {
        events.add(event);
        return this;
    }

    /**
     * Restricts the notification to some of the events.
     *
     * @param text the condition in words, for the documentation: {@code no-show}
     */
    public NotificationBuilder<P> when(String text, Predicate<? super P> predicate) {
        conditionText = text;
        condition = predicate;
        return this;
    }

    /** Adds a recipient. The role is for the documentation. */
    public NotificationBuilder<P> to(String role, Function<? super P, UUID> account) {
        return toAll(role, event -> List.of(account.apply(event)));
    }

    /** Adds a recipient, and the other user whose name the text says as {@code {partner}}. */
    public NotificationBuilder<P> to(
            String role, Function<? super P, UUID> account, Function<? super P, UUID> partner) {
        recipients.add(new NotificationRecipient<>(role, event -> List.of(account.apply(event)), partner));
        return this;
    }

    /** Adds several recipients. */
    public NotificationBuilder<P> toAll(String role, Function<? super P, List<UUID>> accounts) {
        recipients.add(new NotificationRecipient<>(role, accounts, null));
        return this;
    }

    /** Sets who caused the event, if it was a user: the actor is not told. */
    public NotificationBuilder<P> exceptActor(Function<? super P, Optional<UUID>> user) {
        actor = user;
        return this;
    }

    /** Tells an account once per source, instead of once per event. */
    public NotificationBuilder<P> oncePer(Function<? super P, UUID> id) {
        source = id;
        return this;
    }

    /** Sets the severity. The default is info. */
    public NotificationBuilder<P> severity(Severity value) {
        return severity(event -> value);
    }

    /** Sets a severity that depends on the event. */
    public NotificationBuilder<P> severity(Function<? super P, Severity> value) {
        severity = value;
        return this;
    }

    /** Adds a text. At the start of the message it gets an upper-case first letter. */
    public NotificationBuilder<P> text(String name, Function<? super P, String> value) {
        return parameter(texts, name, value);
    }

    /** Adds a text that somebody wrote as a whole and that is shown unchanged. */
    public NotificationBuilder<P> verbatim(String name, Function<? super P, String> value) {
        verbatim.add(name);
        return parameter(texts, name, value);
    }

    /** Adds a text that is the partner's name where the function returns none. */
    public NotificationBuilder<P> textOrPartner(String name, Function<? super P, Optional<String>> value) {
        return parameter(textsOrPartner, name, value);
    }

    /** Adds a time, which is shown in the recipient's time zone. */
    public NotificationBuilder<P> time(String name, Function<? super P, Instant> value) {
        return parameter(times, name, value);
    }

    /** Adds the time at which the event was published. */
    public NotificationBuilder<P> timeOfEvent(String name) {
        addName(name);
        timeOfEvent = name;
        return this;
    }

    /** Sets the time zone, by its IANA name, for recipients who have set none. The default is UTC. */
    public NotificationBuilder<P> timeZone(Function<? super P, String> zone) {
        timeZone = zone;
        return this;
    }

    /**
     * Adds an ID of what the notification is about. The link may contain it, and the API shows it in the notification's data if it
     * documents the name there.
     */
    public NotificationBuilder<P> data(String name, Function<? super P, UUID> id) {
        return parameter(data, name, id);
    }

    /** Sets the page to which the notification leads. */
    public NotificationBuilder<P> link(String label, String path) {
        link = new NotificationLink(label, path, null);
        return this;
    }

    /** Sets the page to which the notification leads, and the one to use if the partner's account no longer exists. */
    public NotificationBuilder<P> link(String label, String path, String pathWithoutPartner) {
        link = new NotificationLink(label, path, pathWithoutPartner);
        return this;
    }

    /** Adds a channel besides the recipient's list of notifications and their browsers. */
    public NotificationBuilder<P> by(NotificationChannel channel) {
        channels.add(channel);
        return this;
    }

    /** Sets the preference that turns the notification off. Without one it is always sent. */
    public NotificationBuilder<P> unlessTurnedOff(NotificationPreference setting) {
        preference = setting;
        return this;
    }

    /** Sets the time from which the message is false or useless: no email is sent from then on. */
    public NotificationBuilder<P> expires(Function<? super P, Instant> time) {
        expiry = time;
        return this;
    }

    /** Also keeps an expired notification out of the recipient's list. */
    public NotificationBuilder<P> discardExpired() {
        discardExpired = true;
        return this;
    }

    /**
     * Sets title and message, and declares the notification.
     *
     * @throws IllegalStateException if a placeholder has no parameter, a parameter no placeholder, or anything else is missing
     */
    public NotificationType<P> message(String title, String message) {
        NotificationType<P> declared = new NotificationType<>(this, title, message);
        new DeclarationCheck(this, title, message).run();
        declarations.accept(declared);
        return declared;
    }

    private <T> NotificationBuilder<P> parameter(
            Map<String, Function<? super P, T>> parameters, String name, Function<? super P, T> value) {
        addName(name);
        parameters.put(name, value);
        return this;
    }

    private void addName(String name) {
        if (!names.add(name)) {
            throw new IllegalStateException(type + " has two parameters with the name " + name);
        }
    }
}
