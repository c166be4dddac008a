package io.busbar.bus.notifications;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks the declaration of a notification as a whole. Each problem fails the start with a sentence that says what to change. */
final class DeclarationCheck {
    /** The longest name that the notifications service stores. */
    private static final int MAX_TYPE_LENGTH = 40;

    private static final Pattern TYPE = Pattern.compile("[a-z]+([.][a-z_]+)?");

    private final NotificationBuilder<?> declared;
    private final String title;
    private final String message;

    DeclarationCheck(NotificationBuilder<?> declared, String title, String message) {
        this.declared = declared;
        this.title = title;
        this.message = message;
    }

    void run() {
        require(
                TYPE.matcher(declared.type).matches() && declared.type.length() <= MAX_TYPE_LENGTH,
                "the name must be like booking.confirmed, with at most " + MAX_TYPE_LENGTH + " characters");
        declared.events.forEach(event -> require(
                event.type().startsWith(declared.service + "."),
                "%s is an event of another service, which declares its notifications itself".formatted(event.type())));
        require(!declared.recipients.isEmpty(), "it has no recipient");
        require(!declared.discardExpired || declared.expiry != null, "it is discarded once expired but never expires");
        checkTexts();
        checkLink();
    }

    private void checkTexts() {
        Set<String> inTitle = Placeholders.in(title);
        Set<String> inMessage = Placeholders.in(message);
        Set<String> parameters = new TreeSet<>(declared.times.keySet());
        parameters.addAll(declared.textsOrPartner.keySet());
        if (declared.timeOfEvent != null) {
            parameters.add(declared.timeOfEvent);
        }
        requireKnown("title", inTitle, declared.texts.keySet());
        Set<String> known = new TreeSet<>(parameters);
        known.addAll(declared.texts.keySet());
        known.add(NotificationBuilder.PARTNER);
        requireKnown("message", inMessage, known);
        Set<String> unused = new TreeSet<>(known);
        unused.remove(NotificationBuilder.PARTNER);
        unused.removeAll(inTitle);
        unused.removeAll(inMessage);
        require(unused.isEmpty(), "the text does not use " + braces(unused));
        boolean namesPartner = inMessage.contains(NotificationBuilder.PARTNER) || !declared.textsOrPartner.isEmpty();
        require(!namesPartner || everyRecipientHasPartner(), "the message names a partner, but a recipient has none");
    }

    private void checkLink() {
        NotificationLink link = declared.link;
        if (link == null) {
            return;
        }
        Set<String> known = new HashSet<>(declared.data.keySet());
        known.add(NotificationBuilder.RECIPIENT);
        String fallback = link.pathWithoutPartner();
        if (fallback != null) {
            requireKnown("path without a partner", Placeholders.in(fallback), known);
        }
        Set<String> inPath = Placeholders.in(link.path());
        boolean namesPartner = inPath.contains(NotificationBuilder.PARTNER);
        require(!namesPartner || everyRecipientHasPartner(), "the path names a partner, but a recipient has none");
        require(
                namesPartner == (fallback != null),
                "a path needs another one to use without a partner if, and only if, it contains {partner}");
        known.add(NotificationBuilder.PARTNER);
        requireKnown("path", inPath, known);
    }

    private boolean everyRecipientHasPartner() {
        return declared.recipients.stream().allMatch(recipient -> recipient.partner() != null);
    }

    private void requireKnown(String place, Set<String> used, Set<String> known) {
        Set<String> unknown = new TreeSet<>(used);
        unknown.removeAll(known);
        require(
                unknown.isEmpty(),
                "the %s contains %s, but its parameters are %s".formatted(place, braces(unknown), braces(known)));
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException(
                    "The notification " + declared.type + " of " + declared.service + " can't be declared: " + problem);
        }
    }

    private static String braces(Set<String> names) {
        return names.stream().sorted().map(name -> "{" + name + "}").collect(Collectors.joining(", "));
    }
}
