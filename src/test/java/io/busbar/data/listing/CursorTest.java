package io.busbar.data.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final String ORDER = "users.professionals/-price";
    private static final String ID = UUID.randomUUID().toString();

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a.b", "a\0b", "a/b", "\"\\%_", "水漏れ", "e\u0301", "\u202Eabc", "😀\uFFFF\u0085"})
    void decode_ofAnyText_returnsIt(String text) {
        Cursor cursor = new Cursor(ORDER, List.of(text, ID));

        assertThat(Cursor.decode(cursor.encode(), ORDER, 2)).isEqualTo(cursor);
    }

    @Test
    void encode_of200FourByteCharacters_isAcceptedByRequests() {
        Cursor cursor = new Cursor(ORDER, List.of("😀".repeat(200), ID));

        assertThat(cursor.encode()).hasSizeLessThanOrEqualTo(Cursor.MAX_LENGTH);
        assertThat(Cursor.decode(cursor.encode(), ORDER, 2)).isEqualTo(cursor);
    }

    @Test
    void encode_ofUnboundedText_failsAndNamesTheOrder() {
        Cursor cursor = new Cursor(ORDER, List.of("a".repeat(5_000), ID));

        assertThatThrownBy(cursor::encode)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(ORDER);
    }

    @Test
    void decode_ofAnotherOrderOrList_isRejected() {
        String cursor = new Cursor(ORDER, List.of("1", ID)).encode();

        assertRejected(cursor, "users.professionals/price", 2);
        assertRejected(cursor, "users.users/-price", 2);
        assertRejected(cursor, ORDER, 1);
        assertRejected(cursor, ORDER, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "a", "ab=cd", "ä", "....", "\0"})
    void decode_ofGarbage_isRejected(String garbage) {
        assertRejected(garbage, ORDER, 2);
        assertRejected(encoded(ORDER) + "." + garbage, ORDER, 2);
    }

    @Test
    void decode_ofInvalidUtf8_isRejected() {
        byte[] loneSurrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};

        assertRejected(encoded(ORDER) + "." + Base64.getUrlEncoder().encodeToString(loneSurrogate), ORDER, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "NaN", "Infinity", "1e99", "99999999999999999999", "+999999999-01-01T00:00:00Z", "a\0b"
            })
    void parse_ofValueThatNoColumnHolds_isRejectedByEveryOtherType(String value) {
        for (SortType type : SortType.values()) {
            if ((type == SortType.TEXT && value.indexOf('\0') < 0)
                    || (type == SortType.REAL && value.matches("\\d.*"))) {
                continue;
            }
            assertThatThrownBy(() -> type.parse(value)).as("%s", type).isInstanceOf(InvalidCursorException.class);
        }
    }

    private static void assertRejected(String cursor, String order, int valueCount) {
        assertThatThrownBy(() -> Cursor.decode(cursor, order, valueCount)).isInstanceOf(InvalidCursorException.class);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
