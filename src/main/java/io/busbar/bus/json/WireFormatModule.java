package io.busbar.bus.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JacksonStdImpl;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;

/**
 * Registers serializers for types whose default format in Jackson differs from the API's or is slower than necessary: lists contain many
 * IDs and times. Formats set by annotations do not affect these types.
 */
final class WireFormatModule extends SimpleModule {
    WireFormatModule() {
        super("busbar");
        addSerializer(
                LocalTime.class, asciiSerializer(LocalTime.class, LocalTime::toString)); // 09:30 instead of 09:30:00
        addSerializer(LocalDate.class, asciiSerializer(LocalDate.class, LocalDate::toString));
        addSerializer(OffsetDateTime.class, asciiSerializer(OffsetDateTime.class, TimestampFormat::format));
        addSerializer(UUID.class, asciiSerializer(UUID.class, UUID::toString));
        // Also inside a JsonObject, whose own codec would use the URL-safe alphabet.
        addSerializer(
                byte[].class, new FunctionSerializer<>(byte[].class, (bytes, out) -> out.writeString(base64(bytes))));
        addSerializer(
                JsonObject.class,
                new FunctionSerializer<>(JsonObject.class, (json, out) -> out.writePOJO(json.getMap())));
        addSerializer(
                JsonArray.class,
                new FunctionSerializer<>(JsonArray.class, (json, out) -> out.writePOJO(json.getList())));
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.insertAnnotationIntrospector(new EnumNamesIntrospector());
    }

    /** Returns a serializer for ASCII text that needs no escaping: the bytes are written unchanged. */
    private static <T> FunctionSerializer<T> asciiSerializer(Class<T> type, Function<T, String> text) {
        return new FunctionSerializer<>(type, (value, out) -> {
            String ascii = text.apply(value);
            if (out instanceof UTF8JsonGenerator) {
                out.writeRawUTF8String(ascii.getBytes(StandardCharsets.ISO_8859_1), 0, ascii.length());
            } else {
                out.writeString(ascii);
            }
        });
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @FunctionalInterface
    private interface ValueWriter<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    /** Marked as a standard Jackson implementation: Blackbird falls back to reflection for other serializers. */
    @JacksonStdImpl
    private static final class FunctionSerializer<T> extends StdSerializer<T> {
        private final transient ValueWriter<T> valueWriter;

        FunctionSerializer(Class<T> type, ValueWriter<T> valueWriter) {
            super(type);
            this.valueWriter = valueWriter;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            valueWriter.write(value, out);
        }
    }
}
