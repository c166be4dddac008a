package io.busbar.bus.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.PageRequest;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

/** Moves the fields of a page into the component that embeds it, then reads the record. */
final class EmbeddedPageDeserializer extends DelegatingDeserializer {
    private static final String[] PAGE_FIELDS = Stream.of(PageRequest.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toArray(String[]::new);

    private final String component;

    EmbeddedPageDeserializer(JsonDeserializer<?> record, String component) {
        super(record);
        this.component = component;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> record) {
        return new EmbeddedPageDeserializer(record, component);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode request = context.readTree(parser);
        if (request instanceof ObjectNode fields) {
            ObjectNode page = fields.objectNode();
            for (String name : PAGE_FIELDS) {
                JsonNode value = fields.remove(name);
                if (value != null) {
                    page.set(name, value);
                }
            }
            fields.set(component, page);
        }
        try (JsonParser moved = request.traverse(parser.getCodec())) {
            moved.nextToken();
            return _delegatee.deserialize(moved, context);
        }
    }
}
