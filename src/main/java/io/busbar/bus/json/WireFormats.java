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
 * What Jackson and its time module write differently from what our clients are told, or slower than they could: lists are full of ids and
 * times. Formats set by annotations do not reach these types.
 */
final class WireFormats extends SimpleModule {
    WireFormats() {
        super("busbar");
        addSerializer(LocalTime.class, plain(LocalTime.class, LocalTime::toString)); // 09:30 instead of 09:30:00
        addSerializer(LocalDate.class, plain(LocalDate.class, LocalDate::toString));
        addSerializer(OffsetDateTime.class, plain(OffsetDateTime.class, Timestamp::of));
        addSerializer(UUID.class, plain(UUID.class, UUID::toString));
        // Text also inside a JsonObject, whose own codec would choose the URL-safe alphabet.
        addSerializer(byte[].class, new As<>(byte[].class, (bytes, out) -> out.writeString(base64(bytes))));
        addSerializer(JsonObject.class, new As<>(JsonObject.class, (json, out) -> out.writePOJO(json.getMap())));
        addSerializer(JsonArray.class, new As<>(JsonArray.class, (json, out) -> out.writePOJO(json.getList())));
    }

    /** ASCII of which nothing has to be escaped: its bytes go to the wire as they are. */
    private static <T> As<T> plain(Class<T> type, Function<T, String> text) {
        return new As<>(type, (value, out) -> {
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
    private interface Writer<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    /** Declared as one of Jackson's own, for others get their values by reflection instead of Blackbird's way. */
    @JacksonStdImpl
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
