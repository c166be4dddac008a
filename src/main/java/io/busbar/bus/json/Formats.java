package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import com.networknt.schema.ValidationContext;
import io.busbar.bus.text.EmailAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The formats that schemas assert: exactly the values that the records' types can hold. */
final class Formats {
    private static final Pattern UUID_PATTERN =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    static final List<Format> ALL = List.of(
            new TextFormat("uuid", text -> UUID_PATTERN.matcher(text).matches() && UUID.fromString(text) != null),
            new TextFormat("date", text -> text.length() == 10 && isParseable(() -> LocalDate.parse(text))),
            new TextFormat(
                    "date-time",
                    // Years with more than four digits start with a sign.
                    text -> text.length() > 4
                            && text.charAt(4) == '-'
                            && isParseable(() -> OffsetDateTime.parse(text))),
            new TextFormat("duration", text -> isParseable(() -> Duration.parse(text))),
            new TextFormat(
                    "email",
                    text -> EmailAddress.tryParse(text)
                            .filter(EmailAddress::hasPublicDomain)
                            .isPresent()),
            new TextFormat(
                    "timezone",
                    text -> text.equals("UTC") || (text.contains("/") && isParseable(() -> ZoneId.of(text)))),
            new TextFormat("uri", Formats::isAbsolute),
            new IntegerFormat("int32", JsonNode::canConvertToInt),
            new IntegerFormat("int64", JsonNode::canConvertToLong));

    private Formats() {}

    static String message(String format) {
        return switch (format) {
            case "uuid" -> "must be a UUID";
            case "date" -> "must be a date in the form YYYY-MM-DD";
            case "date-time" -> "must be a date and time with offset, such as 2026-11-20T09:30:00Z";
            case "duration" -> "must be a duration, such as PT30M";
            case "email" -> "must be an email address";
            case "timezone" -> "must be an IANA time zone, such as Europe/Berlin";
            case "uri" -> "must be an absolute URI";
            case "int32" -> "must be between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE;
            case "int64" -> "must be between " + Long.MIN_VALUE + " and " + Long.MAX_VALUE;
            default -> "has an invalid format";
        };
    }

    private static boolean isAbsolute(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() && (uri.isOpaque() || uri.getHost() != null);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isParseable(Runnable parser) {
        try {
            parser.run();
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private record TextFormat(String name, Predicate<String> test) implements Format {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean matches(ExecutionContext execution, String value) {
            return test.test(value);
        }
    }

    private record IntegerFormat(String name, Predicate<JsonNode> test) implements Format {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean matches(ExecutionContext execution, ValidationContext context, JsonNode value) {
            return !value.isNumber() || test.test(value);
        }
    }
}
