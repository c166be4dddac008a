package io.busbar.bus.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonParserTest {

    @Test
    void parse_withEveryKindOfValue_readsItExactly() {
        JsonNode read = Json.parse(Buffer.buffer("""
                {"text":"a\\"b\\\\c\\u00e9\\ud83d\\ude00é😀","int":-1,"long":9999999999,"huge":99999999999999999999,
                 "decimal":0.10,"tiny":1e-300,"yes":true,"no":false,"nothing":null,"list":[1,[],{}]}"""));

        assertThat(read.get("text").textValue()).isEqualTo("a\"b\\cé😀é😀");
        assertThat(read.get("int").intValue()).isEqualTo(-1);
        assertThat(read.get("long").longValue()).isEqualTo(9_999_999_999L);
        assertThat(read.get("huge").bigIntegerValue()).isEqualTo(new BigInteger("99999999999999999999"));
        assertThat(read.get("decimal").decimalValue()).isEqualTo(new BigDecimal("0.10"));
        assertThat(read.get("tiny").doubleValue()).isEqualTo(1e-300);
        assertThat(read.get("yes").booleanValue()).isTrue();
        assertThat(read.get("no").booleanValue()).isFalse();
        assertThat(read.get("nothing").isNull()).isTrue();
        assertThat(read.get("list")).hasSize(3);
    }

    @ParameterizedTest(name = "{0}: line {1}, column {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a":}          | 1 | 6
                    {"a":1,}        | 1 | 8
                    {'a':1}         | 1 | 2
                    {"a":01}        | 1 | 7
                    {"é":}          | 1 | 6
                    {"a":1}]        | 1 | 8
                    [1,2            | 1 | 5
                    {"a":"b         | 1 | 8
                    """)
    void parse_withMalformedJson_reportsLineAndColumn(String text, int line, int column) {
        Failure failure = refused(text.getBytes(StandardCharsets.UTF_8));

        assertThat(failure.code()).isEqualTo(FailureCode.MALFORMED_REQUEST);
        assertThat(failure.details()).isEqualTo(Map.of("line", line, "column", column));
        assertThat(failure.message()).contains("line " + line + ", column " + column);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-",
                "+1",
                ".5",
                "1.",
                "0x10",
                "tru",
                "undefined",
                "{a:1}",
                "[1,]",
                "[,1]",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "// comment\n{}",
                "{}/* comment */",
                "{} {}",
                "\"a\nb\"",
                "\"\\x41\"",
                "\"\\u12g4\"",
                "\"\\ud83\""
            })
    void parse_withNonStandardJson_throwsMalformedRequest(String text) {
        assertThat(refused(text.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(FailureCode.MALFORMED_REQUEST);
    }

    @Test
    void parse_withErrorAfterMultibyteCharacters_countsCharactersNotBytes() {
        assertThat(refused("{\n  \"a\": \"é😀\",\n  \"é😀\": ?\n}".getBytes(StandardCharsets.UTF_8))
                        .details())
                .isEqualTo(Map.of("line", 3, "column", 9));
    }

    @Test
    void parse_withEmptyBody_saysSo() {
        assertThat(refused(new byte[0]).message()).isEqualTo("The request body is empty");
        assertThat(refused(" \n ".getBytes(StandardCharsets.UTF_8)).message()).isEqualTo("The request body is empty");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "overlong slash, C0AF",
        "overlong NUL, C080",
        "overlong in three bytes, E080AF",
        "overlong in four bytes, F08080AF",
        "an encoded surrogate, EDA080",
        "an encoded pair of surrogates, EDA0BDEDB880",
        "beyond the last code point, F4908080",
        "five bytes, F888808080",
        "a lone continuation, 80",
        "a cut sequence, E282",
        "Latin-1, E9",
        "never a byte of UTF-8, FF"
    })
    void parse_withInvalidUtf8_throwsMalformedRequest(String what, String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] text = concat(
                "{\"a\":\"0123456789".getBytes(StandardCharsets.UTF_8), bad, "\"}".getBytes(StandardCharsets.UTF_8));

        Failure failure = refused(text);

        assertThat(failure.code()).as(what).isEqualTo(FailureCode.MALFORMED_REQUEST);
        assertThat(failure.message()).startsWith("The body is not valid UTF-8");
        assertThat(failure.details()).isEqualTo(Map.of("line", 1, "column", 17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void parse_withOtherEncoding_throwsMalformedRequest(String charset) {
        Failure failure = refused("{\"a\":\"some text\"}".getBytes(Charset.forName(charset)));

        assertThat(failure.code()).isEqualTo(FailureCode.MALFORMED_REQUEST);
        assertThat(failure.message()).startsWith("The body is not valid UTF-8");
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a":1,"a":1}                    | /a       | must not be given twice
                    {"a":1,"\\u0061":2}              | /a       | must not be given twice
                    {"b":[{"x/y":{"c":1,"c":null}}]} | /b/0/x~1y/c | must not be given twice
                    {"a":"x\\u0000y"}                | /a       | must not contain a NUL character or a lone surrogate
                    ["\\ud800"]                      | /0       | must not contain a NUL character or a lone surrogate
                    ["\\udc00\\ud800"]               | /0       | must not contain a NUL character or a lone surrogate
                    {"a":{"b":"\\ud83dx"}}           | /a/b     | must not contain a NUL character or a lone surrogate
                    {"n\\u0000":1}                   | /n�      | must not contain a NUL character or a lone surrogate
                    {"n\\udead":1}                   | /n�      | must not contain a NUL character or a lone surrogate
                    {"a":1e999}                      | /a       | must be a number within the range of a double
                    {"a":-1e309}                     | /a       | must be a number within the range of a double
                    {"a":1e-999}                     | /a       | must be a number within the range of a double
                    """)
    void parse_withUnsupportedValue_reportsFieldError(String text, String field, String msg) {
        Failure failure = refused(text.getBytes(StandardCharsets.UTF_8));

        assertThat(failure.code()).isEqualTo(FailureCode.VALIDATION_ERROR);
        assertThat(failure.errors()).containsExactly(new FieldError(field, msg));
    }

    @Test
    void parse_withSeveralUnsupportedValues_reportsAllAtOnce() {
        assertThat(refused("{\"a\":1,\"a\":2,\"b\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8))
                        .errors())
                .containsExactly(
                        new FieldError("/a", "must not be given twice"),
                        new FieldError("/b", "must not contain a NUL character or a lone surrogate"));
    }

    @Test
    void parse_withMoreThan32Levels_throwsMalformedRequest() {
        assertThat(Json.parse(Buffer.buffer("[".repeat(32) + "]".repeat(32)))).isNotNull();
        Failure deep = refused(("[".repeat(33) + "]".repeat(33)).getBytes(StandardCharsets.UTF_8));
        assertThat(deep.code()).isEqualTo(FailureCode.MALFORMED_REQUEST);
        assertThat(deep.message()).isEqualTo("The JSON has more than 32 levels of nesting (line 1, column 33)");
        assertThat(refused("{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(FailureCode.MALFORMED_REQUEST);
    }

    @Test
    void parse_withTooLongNameOrNumberOrTooManyFields_throwsFailure() {
        assertThat(Json.parse(Buffer.buffer("1".repeat(100)))).isNotNull();
        assertThat(refused("1".repeat(101).getBytes(StandardCharsets.UTF_8)).message())
                .startsWith("A number is longer than 100 characters");
        assertThat(refused(("0." + "1".repeat(200)).getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(FailureCode.MALFORMED_REQUEST);
        assertThat(refused(("{\"" + "n".repeat(300) + "\":1}").getBytes(StandardCharsets.UTF_8))
                        .message())
                .startsWith("A name is longer than 256 characters");

        StringBuilder fields = new StringBuilder("{\"a\":{\"f\":1");
        for (int i = 0; i < 1000; i++) {
            fields.append(",\"f").append(i).append("\":1");
        }
        assertThat(refused(fields.append("}}").toString().getBytes(StandardCharsets.UTF_8))
                        .errors())
                .containsExactly(new FieldError("/a", "must not have more than 1000 fields"));
    }

    @Test
    void parse_withRandomBytes_returnsTreeOrThrowsFailure() {
        Random random = new Random(20261120);
        byte[] alphabet = "{}[]\",:\\u0d8tfn-1eE.+ \n\0é😀".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] =
                        random.nextInt(8) == 0 ? (byte) random.nextInt(256) : alphabet[random.nextInt(alphabet.length)];
            }
            try {
                assertThat(Json.parse(Buffer.buffer(bytes))).isNotNull();
            } catch (Failure failure) {
                assertThat(failure.code().status()).isEqualTo(400);
            }
        }
    }

    private static Failure refused(byte[] bytes) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Json.parse(Buffer.buffer(bytes)));
        assertThat(failure).as("refusal").isNotNull();
        return failure;
    }

    private static byte[] concat(byte[]... parts) {
        Buffer all = Buffer.buffer();
        for (byte[] part : parts) {
            all.appendBytes(part);
        }
        return all.getBytes();
    }
}
