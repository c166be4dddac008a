package io.busbar.bus.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** One reading of untrusted bytes: builds the tree and notes what JSON allows and we do not. */
final class UntrustedJson {
    private static final int DEEPEST = 32;
    private static final int MOST_FIELDS = 1000;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_NUMBER = 100;
    /** What a double still holds, and small enough that exact arithmetic on it stays cheap. */
    private static final int LARGEST_EXPONENT = 308;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNameLength(LONGEST_NAME)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(Integer.MAX_VALUE) // the front limits the body
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    /** Raw text cannot carry NUL or half a surrogate pair; only an escape can. */
    private final boolean escapes;

    private final List<FieldError> errors = new ArrayList<>(0);

    private UntrustedJson(JsonParser parser, boolean escapes) {
        this.parser = parser;
        this.escapes = escapes;
    }

    static JsonNode parse(byte[] bytes) {
        Utf8 text = Utf8.check(bytes);
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            UntrustedJson reading = new UntrustedJson(parser, text.escapes());
            JsonNode root = reading.document(bytes);
            Failure.throwIfAny(reading.errors);
            return root;
        } catch (JsonEOFException e) {
            throw Position.of(bytes, bytes.length).malformed("The JSON ends too early");
        } catch (JacksonException e) {
            throw Position.of(bytes, e).malformed("This is not JSON");
        } catch (IOException e) {
            throw new AssertionError("reading from memory", e);
        }
    }

    /** Which of the limits above it was; the parser tells only in words. */
    private static String tooLong(String words) {
        return words.contains("nesting")
                ? "The JSON nests deeper than " + DEEPEST
                : words.contains("Name")
                        ? "A name is longer than " + LONGEST_NAME + " characters"
                        : "A number is longer than " + LONGEST_NUMBER + " characters";
    }

    private JsonNode document(byte[] bytes) throws IOException {
        try {
            return document();
        } catch (StreamConstraintsException e) { // does not say where
            int place = (int) Math.max(0, parser.currentLocation().getByteOffset() - 1);
            throw Position.of(bytes, place).malformed(tooLong(e.getOriginalMessage()));
        }
    }

    private JsonNode document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "The body is empty");
        }
        JsonNode root = value(first);
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "trailing", parser.currentTokenLocation());
        }
        return root;
    }

    private JsonNode value(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.textNode(text(parser.getText()));
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> decimal(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = text(parser.currentName());
            JsonPointer place = object.has(name) ? here() : null;
            JsonNode before = object.replace(name, value(parser.nextToken()));
            if (before != null && place != null) {
                refuse(place, "is given twice");
            }
            if (object.size() > MOST_FIELDS) {
                throw Failure.invalid(parentOf(here()), "has more than " + MOST_FIELDS + " fields");
            }
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(token));
        }
        return array;
    }

    private JsonNode decimal(BigDecimal number) {
        long digits = (long) number.precision() - number.scale();
        if (digits > LARGEST_EXPONENT || number.scale() > LARGEST_EXPONENT) {
            refuse(here(), "is too large or too small a number");
        }
        return NODES.numberNode(number);
    }

    private String text(String text) {
        if (escapes && !wellFormed(text)) {
            refuse(here(), "contains a NUL or half a character");
        }
        return text;
    }

    private static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private JsonPointer here() {
        return parser.getParsingContext().pathAsPointer();
    }

    private static String parentOf(JsonPointer pointer) {
        JsonPointer head = pointer.head();
        return head == null ? "" : head.toString();
    }

    private void refuse(JsonPointer place, String msg) {
        errors.add(new FieldError(Pointers.printable(place.toString()), msg));
    }
}
