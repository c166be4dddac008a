package io.busbar.services.notifications;

import java.util.regex.Pattern;

/**
 * Text with words of other people's choice, for a letter: mail programs make links of addresses that merely stand there, so whoever is called
 * like one could have Busbar mail it to others. A space after what an address cannot do without keeps it readable and no link.
 */
final class AutolinkGuard {
    /** Of a host name; also those that browsers take for a dot. Not one that ends a sentence or stands in a number. */
    private static final Pattern DOT =
            Pattern.compile("(?<!\\d)[.。．｡](?=[^\\s.,;:!?)\\]\"'])|[.。．｡](?=[^\\s\\d.,;:!?)\\]\"'])");

    /** Behind a scheme, and none between hours and minutes. */
    private static final Pattern COLON = Pattern.compile("(?<=\\p{L}):(?=\\S)|:(?=//)");

    private static final Pattern AT = Pattern.compile("\\s*@\\s*");

    private AutolinkGuard() {}

    static String breakLinks(String written) {
        String dotted = DOT.matcher(written).replaceAll("$0 ");
        return AT.matcher(COLON.matcher(dotted).replaceAll("$0 ")).replaceAll(" @ ");
    }
}
