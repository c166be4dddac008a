package io.busbar.bus.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;

/** What Jackson and its time module write differently from what our clients are told. */
final class WireFormats extends SimpleModule {
    WireFormats() {
        super("busbar");
        // 09:30 instead of 09:30:00.
        addSerializer(LocalTime.class, new ToStringSerializer(LocalTime.class));
        addSerializer(
                OffsetDateTime.class,
                new As<>(OffsetDateTime.class, (time, out) -> out.writeString(Timestamp.of(time))));
        // Text also inside a JsonObject, whose own codec would choose the URL-safe alphabet.
        addSerializer(byte[].class, new As<>(byte[].class, (bytes, out) -> out.writeString(base64(bytes))));
        addSerializer(JsonObject.class, new As<>(JsonObject.class, (json, out) -> out.writePOJO(json.getMap())));
        addSerializer(JsonArray.class, new As<>(JsonArray.class, (json, out) -> out.writePOJO(json.getList())));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @FunctionalInterface
    private interface Writer<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    private static final class As<T> extends StdSerializer<T> {
        private final transient Writer<T> writer;

        As(Class<T> type, Writer<T> writer) {
            super(type);
            this.writer = writer;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            writer.write(value, out);
        }
    }
}
