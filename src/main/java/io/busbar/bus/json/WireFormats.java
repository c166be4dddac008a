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

/** What Jackson and its time module write differently from what our clients are told. */
final class WireFormats extends SimpleModule {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    WireFormats() {
        super("busbar");
        // 09:30 instead of 09:30:00.
        addSerializer(LocalTime.class, new As<>(LocalTime.class, (time, out) -> out.writeString(time.toString())));
        addSerializer(LocalDate.class, new As<>(LocalDate.class, (date, out) -> out.writeString(date.toString())));
        addSerializer(
                OffsetDateTime.class, new As<>(OffsetDateTime.class, (time, out) -> plain(Timestamp.ascii(time), out)));
        addSerializer(UUID.class, new As<>(UUID.class, (id, out) -> plain(ascii(id), out)));
        // Text also inside a JsonObject, whose own codec would choose the URL-safe alphabet.
        addSerializer(byte[].class, new As<>(byte[].class, (bytes, out) -> out.writeString(base64(bytes))));
        addSerializer(JsonObject.class, new As<>(JsonObject.class, (json, out) -> out.writePOJO(json.getMap())));
        addSerializer(JsonArray.class, new As<>(JsonArray.class, (json, out) -> out.writePOJO(json.getList())));
    }

    private static byte[] ascii(UUID id) {
        byte[] text = new byte[36];
        hex(text, 0, id.getMostSignificantBits() >>> 32, 8);
        text[8] = '-';
        hex(text, 9, id.getMostSignificantBits() >>> 16, 4);
        text[13] = '-';
        hex(text, 14, id.getMostSignificantBits(), 4);
        text[18] = '-';
        hex(text, 19, id.getLeastSignificantBits() >>> 48, 4);
        text[23] = '-';
        hex(text, 24, id.getLeastSignificantBits(), 12);
        return text;
    }

    private static void hex(byte[] text, int at, long value, int count) {
        for (int i = at + count - 1, shift = 0; i >= at; i--, shift += 4) {
            text[i] = HEX[(int) (value >>> shift) & 15];
        }
    }

    /** Text of which nothing has to be escaped goes to the wire as it is. */
    private static void plain(byte[] ascii, JsonGenerator out) throws IOException {
        if (out instanceof UTF8JsonGenerator) {
            out.writeRawUTF8String(ascii, 0, ascii.length);
        } else {
            out.writeString(new String(ascii, StandardCharsets.ISO_8859_1));
        }
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
