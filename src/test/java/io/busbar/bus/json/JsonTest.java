package io.busbar.bus.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.data.listing.Page;
import io.busbar.data.listing.PageCount;
import io.busbar.services.users.AccountOperations.UserRole;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {

    record Times(Instant instant, OffsetDateTime moment, LocalDate day, LocalTime opens, Duration lasts) {}

    record Identified(UUID id, OffsetDateTime at, LocalDate day, LocalTime opens, Map<UUID, List<UUID>> others) {}

    record Some(@Nullable String absent, Optional<String> empty, Optional<String> given, UserRole role) {}

    @SuppressWarnings("ArrayRecordComponent") // the test is about arrays
    record Binary(byte[] data) {}

    record Nested(UUID id, List<Some> some) {}

    @Test
    void encode_withTimes_usesIso8601WithoutZeroSeconds() {
        Times times = new Times(
                Instant.parse("2026-11-20T09:30:00.5Z"),
                OffsetDateTime.parse("2026-11-20T09:30:00+01:00"),
                LocalDate.of(2026, 11, 20),
                LocalTime.of(9, 30),
                Duration.ofMinutes(90));

        assertThat(Json.string(times))
                .isEqualTo("{\"instant\":\"2026-11-20T09:30:00.500Z\",\"moment\":\"2026-11-20T09:30:00+01:00\","
                        + "\"day\":\"2026-11-20\",\"opens\":\"09:30\",\"lasts\":\"PT1H30M\"}");
        assertThat(Json.from(new JsonObject(Json.string(times)), Times.class)).isEqualTo(times);
    }

    @Test
    void encode_asBytesTextOrObject_returnsSameJson() {
        Identified identified = new Identified(
                UUID.fromString("0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11"),
                OffsetDateTime.parse("2026-11-20T09:30:00.000001+01:00"),
                LocalDate.of(2026, 2, 3),
                LocalTime.of(0, 0),
                Map.of(new UUID(0, -1), List.of(new UUID(-1, 0))));
        String text = "{\"id\":\"0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11\",\"at\":\"2026-11-20T09:30:00.000001+01:00\","
                + "\"day\":\"2026-02-03\",\"opens\":\"00:00\","
                + "\"others\":{\"00000000-0000-0000-ffff-ffffffffffff\":[\"ffffffff-ffff-ffff-0000-000000000000\"]}}";

        assertThat(Json.bytes(identified).toString()).isEqualTo(text);
        assertThat(Json.string(identified)).isEqualTo(text);
        assertThat(Json.object(identified).encode()).isEqualTo(text);
        assertThat(Json.tree(identified).toString()).isEqualTo(text);
        assertThat(Json.from(new JsonObject(text), Identified.class)).isEqualTo(identified);
    }

    @Test
    void encode_withAbsentValuesAndEnums_omitsThoseAndUsesWireNames() {
        Some some = new Some(null, Optional.empty(), Optional.of("x"), UserRole.ADMIN);

        assertThat(Json.string(some)).isEqualTo("{\"given\":\"x\",\"role\":\"admin\"}");
        assertThat(Json.from(Json.object(some), Some.class)).isEqualTo(some);
    }

    @Test
    void encode_withBytes_usesStandardBase64() {
        Binary binary = new Binary(new byte[] {(byte) 0xFB, (byte) 0xEF, (byte) 0xFF, 0});

        assertThat(Json.string(binary)).isEqualTo("{\"data\":\"++//AA==\"}");
        assertThat(Json.object(binary).encode()).isEqualTo("{\"data\":\"++//AA==\"}");
        assertThat(Json.from(new JsonObject(Json.object(binary).encode()), Binary.class)
                        .data())
                .isEqualTo(binary.data());
    }

    @Test
    void decode_withUnknownFieldsOfNewerNode_returnsOriginalRecord() {
        Nested nested = new Nested(
                UUID.randomUUID(), List.of(new Some("a", Optional.empty(), Optional.empty(), UserRole.CUSTOMER)));

        JsonObject sent = new JsonObject(Json.object(nested).toBuffer());
        sent.put("newer", new JsonObject().put("list", new JsonArray().add(new JsonObject())));

        assertThat(Json.from(sent, Nested.class)).isEqualTo(nested);
    }

    @Test
    void decode_withTypeParameter_keepsIt() {
        Page<LocalDate> page = new Page<>(List.of(LocalDate.of(2026, 1, 1)), "next", null);

        Page<LocalDate> read = Json.from(
                Json.object(page), Json.mapper().getTypeFactory().constructParametricType(Page.class, LocalDate.class));

        assertThat(read).isEqualTo(page);
    }

    @Test
    void decode_ofPageWithCount_keepsItAndWritesNoneIfEmpty() {
        Page<String> page = new Page<>(List.of("a"), null, 1L);
        Page<String> counted = page.withCount(new PageCount("unread", "Unread items."), 1);

        assertThat(Json.object(page).containsKey("counts")).isFalse();
        assertThat(Json.from(Json.object(counted), Page.class)).isEqualTo(counted);
        assertThat(Json.from(Json.object(page), Page.class)).isEqualTo(page);
    }

    @Test
    void decode_withValueOfOtherType_throws() {
        assertThatThrownBy(() -> Json.from(new JsonObject().put("day", "tomorrow"), Times.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void encode_asBytesTextOrTree_returnsSameJson() {
        Some some = new Some("é😀", Optional.empty(), Optional.empty(), UserRole.CUSTOMER);

        assertThat(Json.bytes(some)).isEqualTo(Buffer.buffer(Json.string(some).getBytes(StandardCharsets.UTF_8)));
        assertThat(Json.tree(some)).isEqualTo(Json.parse(Json.bytes(some)));
    }
}
