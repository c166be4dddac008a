package io.busbar.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.SampleBus;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class InvalidRequestTest {
    private static final String[] SIGNED_IN = {"Authorization", "Bearer " + TestTokens.customer()};

    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    private static HttpResponse<String> make(byte[] body, String type) {
        return frontend.send(frontend.request("/api/things")
                .headers(SIGNED_IN)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static HttpResponse<String> make(String body) {
        return make(body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private static void assertRejected(HttpResponse<String> response, int status, String code, String... parts) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains("\"error\":\"" + code + "\"").contains("\"requestId\":\"");
        for (String part : parts) {
            assertThat(response.body()).contains(part);
        }
        assertThat(response.body())
                .doesNotContain("Exception")
                .doesNotContain("jackson")
                .doesNotContain("io.busbar");
        assertThat(frontend.bus.requests).as("what reached a service").isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"count\":1}|/name",
                "{\"name\":null,\"count\":1}|/name",
                "{\"name\":\" \",\"count\":1}|/name",
                "{\"name\":5,\"count\":1}|/name",
                "{\"name\":[\"a\"],\"count\":1}|/name",
                "{\"name\":\"a\",\"count\":\"1\"}|/count",
                "{\"name\":\"a\",\"count\":1.5}|/count",
                "{\"name\":\"a\",\"count\":-1}|/count",
                "{\"name\":\"a\",\"count\":99999999999}|/count",
                "{\"name\":\"a\",\"count\":1e400}|/count",
                "{\"name\":\"a\",\"count\":1,\"good\":\"true\"}|/good",
                "{\"name\":\"a\",\"count\":1,\"tags\":\"a\"}|/tags",
                "{\"name\":\"a\",\"count\":1,\"tags\":[1]}|/tags/0",
                "{\"name\":\"a\",\"count\":1,\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]}|/tags",
                "{\"name\":\"a\",\"count\":1,\"other\":1}|/other",
                "{\"name\":\"a\",\"count\":1,\"a/b~c\":1}|/a~1b~0c",
                "{\"name\":\"a\\u0000b\",\"count\":1}|/name",
                "{\"name\":\"a\\ud800b\",\"count\":1}|/name"
            })
    void post_withInvalidMissingOrUnknownField_namesIt(String body, String field) {
        assertRejected(make(body), 400, "VALIDATION_ERROR", "{\"field\":\"" + field + "\",\"msg\":\"");
    }

    @Test
    void post_withSeveralInvalidFields_namesAllAtOnce() {
        assertRejected(
                make("{\"name\":\"\",\"count\":\"x\",\"tags\":[1,2],\"x\":{},\"y\":[]}"),
                400,
                "VALIDATION_ERROR",
                "\"/name\"",
                "\"/count\"",
                "\"/tags/0\"",
                "\"/tags/1\"",
                "\"/x\"",
                "\"/y\"");
    }

    @Test
    void post_withTooManyCharacters_namesTheField() {
        assertRejected(make("{\"name\":\"" + "é".repeat(81) + "\",\"count\":1}"), 400, "VALIDATION_ERROR", "\"/name\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"name\":",
                "{\"name\":\"a\",}",
                "{'name':1}",
                "{name:1}",
                "nul",
                "NaN",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":01}",
                "{\"a\":\"\n\"}",
                "{\"a\":/**/1}",
                "<xml/>",
                "\ufeff{}",
                "{\"name\":\"a\",\"name\":\"b\",\"count\":1}"
            })
    void post_withMalformedJsonOrDuplicateName_returnsBadRequest(String body) {
        HttpResponse<String> response = make(body);
        assertRejected(
                response, 400, response.body().contains("VALIDATION_ERROR") ? "VALIDATION_ERROR" : "MALFORMED_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null", "true"})
    void post_withJsonThatIsNotAnObject_returnsValidationError(String body) {
        assertRejected(make(body), 400, "VALIDATION_ERROR", "must be an object");
    }

    @Test
    void postBulk_withObjectOrInvalidItems_returnsValidationError() {
        assertRejected(frontend.post("/api/things/bulk", "{}"), 400, "VALIDATION_ERROR", "must be a list");
        assertRejected(
                frontend.post("/api/things/bulk", "[{\"name\":\"a\",\"count\":1},{\"name\":7}]"),
                400,
                "VALIDATION_ERROR",
                "1/name",
                "1/count");
    }

    @Test
    void request_withInvalidUtf8_returnsMalformedRequest() {
        byte[] body = "{\"name\":\"a?\",\"count\":1}".getBytes(StandardCharsets.US_ASCII);
        body[10] = (byte) 0xff;
        assertRejected(make(body, "application/json"), 400, "MALFORMED_REQUEST", "UTF-8");
        assertRejected(frontend.get("/api/things?search=%ff%fe"), 400, "MALFORMED_REQUEST", "UTF-8");
        assertRejected(frontend.get("/api/things/%c0%80"), 400, "MALFORMED_REQUEST", "UTF-8");
    }

    @Test
    void post_withEmptyBody_treatsItAsEmptyObject() {
        assertRejected(make(""), 400, "VALIDATION_ERROR", "\"/name\"", "\"/count\"");
    }

    @Test
    void post_withExcessiveNesting_returnsMalformedRequest() {
        assertRejected(make("[".repeat(7000)), 400, "MALFORMED_REQUEST");
        assertRejected(make("{\"a\":".repeat(2000) + "1" + "}".repeat(2000)), 400, "MALFORMED_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/xml",
                "json",
                "*/*"
            })
    void post_withUnsupportedContentType_returnsUnsupportedMediaType(String type) {
        assertRejected(make("{}".getBytes(StandardCharsets.UTF_8), type), 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void post_withoutContentTypeOrCompressed_returnsUnsupportedMediaType() {
        assertRejected(
                frontend.send(frontend.request("/api/things").headers(SIGNED_IN).POST(BodyPublishers.ofString("{}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "Content-Type header is missing");
        assertRejected(
                frontend.post("/api/things", "{}", "Content-Encoding", "gzip", SIGNED_IN[0], SIGNED_IN[1]),
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "Content-Encoding");
    }

    @Test
    void post_withTooLargeBody_returnsPayloadTooLargeEvenWithoutContentLength() {
        String large = "{\"name\":\"" + "a".repeat(20_000) + "\"}";
        assertRejected(make(large), 413, "PAYLOAD_TOO_LARGE", "16384");
        assertRejected(
                frontend.send(frontend.request("/api/things")
                        .headers(SIGNED_IN)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(large)))),
                413,
                "PAYLOAD_TOO_LARGE",
                "16384");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0|/limit",
                "limit=201|/limit",
                "limit=abc|/limit",
                "limit=1&limit=2|/limit",
                "limit=|/limit",
                "limit=99999999999999999999|/limit",
                "limit=0x10|/limit",
                "search=|/search",
                "search=%00|/search",
                "Limit=1|/Limit",
                "unknown=1|/unknown",
                "id=1|/id"
            })
    void get_withInvalidOrUnknownQueryParameter_namesIt(String query, String field) {
        assertRejected(frontend.get("/api/things?" + query), 400, "VALIDATION_ERROR", "{\"field\":\"" + field + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "0199d1c2",
                "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b1",
                "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11x",
                "%00",
                "🙂"
            })
    void get_withInvalidPathParameter_namesIt(String id) {
        assertRejected(
                frontend.get("/api/things/" + id.replace("🙂", "%F0%9F%99%82")),
                400,
                "VALIDATION_ERROR",
                "{\"field\":\"/id\"");
    }

    @Test
    void request_withFieldInWrongPlace_namesIt() {
        assertRejected(
                frontend.send(frontend.request("/api/things/" + SampleBus.ID)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"name\":\"x\",\"id\":\"" + SampleBus.ID + "\"}"))),
                400,
                "VALIDATION_ERROR",
                "{\"field\":\"/id\",\"msg\":\"is already given in the path\"}");
        assertRejected(frontend.post("/api/things?name=b", "{}", SIGNED_IN), 400, "VALIDATION_ERROR", "\"/name\"");
    }

    @Test
    void get_withMoreThan100Parameters_returnsMalformedRequest() {
        assertRejected(frontend.get("/api/things?" + "tag=a&".repeat(101)), 400, "MALFORMED_REQUEST", "100");
    }

    @Test
    void post_withBodyForOperationWithoutOne_returnsValidationError() {
        assertRejected(
                frontend.post("/api/session/end", "{\"a\":1}"),
                400,
                "VALIDATION_ERROR",
                "{\"field\":\"/a\",\"msg\":\"is not a known field\"}");
        assertRejected(
                frontend.post("/api/session/end", "{\"a/b~c\":1}"),
                400,
                "VALIDATION_ERROR",
                "{\"field\":\"/a~1b~0c\",\"msg\":\"is not a known field\"}");
        assertRejected(frontend.post("/api/session/end", "[]"), 400, "VALIDATION_ERROR");
    }
}
