package io.busbar.services.notifications;

import java.util.regex.Pattern;

/**
 * Breaks up addresses in text that contains names chosen by users. Mail programs turn such addresses into links, so a user could
 * otherwise have Busbar mail a link to others by choosing it as their name. A space after the dot, colon or at sign keeps the text
 * readable without making it a link.
 */
final class AutolinkGuard {
    /**
     * The dots of a host name, including the characters that browsers treat as dots, but not a dot that ends a sentence or stands
     * within a number.
     */
    private static final Pattern DOT =
            Pattern.compile("(?<!\\d)[.。．｡](?=[^\\s.,;:!?)\\]\"'])|[.。．｡](?=[^\\s\\d.,;:!?)\\]\"'])");

    /** The colon after a URL scheme, but not the one between hours and minutes. */
    private static final Pattern COLON = Pattern.compile("(?<=\\p{L}):(?=\\S)|:(?=//)");

    private static final Pattern AT = Pattern.compile("\\s*@\\s*");

    private AutolinkGuard() {}

    static String breakLinks(String written) {
        String dotted = DOT.matcher(written).replaceAll("$0 ");
        return AT.matcher(COLON.matcher(dotted).replaceAll("$0 ")).replaceAll(" @ ");
    }
}
