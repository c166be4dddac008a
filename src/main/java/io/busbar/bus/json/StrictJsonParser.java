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

/** Parses untrusted bytes once: builds the tree and collects the values that JSON allows and this API does not. */
final class StrictJsonParser {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_FIELDS = 1000;
    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_NUMBER_LENGTH = 100;
    /** The largest exponent of a double, small enough that exact arithmetic stays cheap. */
    private static final int MAX_EXPONENT = 308;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE) // the HTTP frontend limits the body
                    .build())
            .build();

    private static final JsonNodeFactory NODE_FACTORY = JsonNodeFactory.instance;

    private final JsonParser parser;
    /** Only an escape can produce a NUL or a lone surrogate; raw UTF-8 text can't. */
    private final boolean hasEscapes;

    private final List<FieldError> errors = new ArrayList<>(0);

    private StrictJsonParser(JsonParser parser, boolean hasEscapes) {
        this.parser = parser;
        this.hasEscapes = hasEscapes;
    }

    static JsonNode parse(byte[] bytes) {
        Utf8Check utf8 = Utf8Check.validate(bytes);
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            StrictJsonParser strictParser = new StrictJsonParser(parser, utf8.hasEscapes());
            JsonNode root = strictParser.document(bytes);
            Failure.throwIfAny(strictParser.errors);
            return root;
        } catch (JsonEOFException e) {
            throw TextPosition.of(bytes, bytes.length).malformed("The JSON ends unexpectedly");
        } catch (JacksonException e) {
            throw TextPosition.of(bytes, e).malformed("The body is not valid JSON");
        } catch (IOException e) {
            throw new AssertionError("I/O error while reading from memory", e);
        }
    }

    /** Returns the message for the exceeded limit, which the parser reports only as text. */
    private static String limitMessage(String parserMessage) {
        if (parserMessage.contains("nesting")) {
            return "The JSON has more than " + MAX_DEPTH + " levels of nesting";
        }
        return parserMessage.contains("Name")
                ? "A name is longer than " + MAX_NAME_LENGTH + " characters"
                : "A number is longer than " + MAX_NUMBER_LENGTH + " characters";
    }

    private JsonNode document(byte[] bytes) throws IOException {
        try {
            return document();
        } catch (StreamConstraintsException e) { // has no location
            int offset = (int) Math.max(0, parser.currentLocation().getByteOffset() - 1);
            throw TextPosition.of(bytes, offset).malformed(limitMessage(e.getOriginalMessage()));
        }
    }

    private JsonNode document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "The request body is empty");
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
            case VALUE_STRING -> NODE_FACTORY.textNode(text(parser.getText()));
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> NODE_FACTORY.numberNode(parser.getIntValue());
                    case LONG -> NODE_FACTORY.numberNode(parser.getLongValue());
                    default -> NODE_FACTORY.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> decimal(parser.getDecimalValue());
            case VALUE_TRUE -> NODE_FACTORY.booleanNode(true);
            case VALUE_FALSE -> NODE_FACTORY.booleanNode(false);
            case VALUE_NULL -> NODE_FACTORY.nullNode();
            default -> throw new IllegalStateException("Unexpected token " + token);
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = NODE_FACTORY.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = text(parser.currentName());
            JsonPointer pointer = object.has(name) ? currentPointer() : null;
            JsonNode previous = object.replace(name, value(parser.nextToken()));
            if (previous != null && pointer != null) {
                addError(pointer, "must not be given twice");
            }
            if (object.size() > MAX_FIELDS) {
                throw Failure.invalid(parentOf(currentPointer()), "must not have more than " + MAX_FIELDS + " fields");
            }
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        ArrayNode array = NODE_FACTORY.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(token));
        }
        return array;
    }

    private JsonNode decimal(BigDecimal number) {
        long digits = (long) number.precision() - number.scale();
        if (digits > MAX_EXPONENT || number.scale() > MAX_EXPONENT) {
            addError(currentPointer(), "must be a number within the range of a double");
        }
        return NODE_FACTORY.numberNode(number);
    }

    private String text(String text) {
        if (hasEscapes && !isWellFormed(text)) {
            addError(currentPointer(), "must not contain a NUL character or a lone surrogate");
        }
        return text;
    }

    private static boolean isWellFormed(String text) {
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

    private JsonPointer currentPointer() {
        return parser.getParsingContext().pathAsPointer();
    }

    private static String parentOf(JsonPointer pointer) {
        JsonPointer head = pointer.head();
        return head == null ? "" : head.toString();
    }

    private void addError(JsonPointer pointer, String msg) {
        errors.add(new FieldError(JsonPointers.printable(pointer.toString()), msg));
    }
}
