package io.busbar.bus.json;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.util.NameTransformer;
import io.busbar.bus.PageRequest;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads and writes the fields of an embedded {@link PageRequest} among those of its request record. Jackson 2.18 can write unwrapped
 * properties, but not read them into a record.
 */
final class EmbeddedPageModule extends SimpleModule {
    EmbeddedPageModule() {
        super("page");
        setDeserializerModifier(new PageReading());
        setSerializerModifier(new PageWriting());
    }

    /** Returns the component of a record that embeds a page. */
    static Optional<RecordComponent> pageComponent(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type.getRecordComponents())
                        .filter(component -> component.getType() == PageRequest.class)
                        .findFirst()
                : Optional.empty();
    }

    private static final class PageReading extends BeanDeserializerModifier {
        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
            return pageComponent(bean.getBeanClass())
                    .<JsonDeserializer<?>>map(page -> new EmbeddedPageDeserializer(deserializer, page.getName()))
                    .orElse(deserializer);
        }
    }

    private static final class PageWriting extends BeanSerializerModifier {
        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription bean, List<BeanPropertyWriter> properties) {
            properties.replaceAll(property -> property.getType().hasRawClass(PageRequest.class)
                    ? property.unwrappingWriter(NameTransformer.NOP)
                    : property);
            return properties;
        }
    }
}
