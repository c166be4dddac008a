package io.busbar.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.PageRequest;
import io.busbar.http.RawHttpClient;
import io.busbar.http.SampleOperations;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class ValidRequestTest {
    private static final String[] SIGNED_IN = {"Authorization", "Bearer " + TestTokens.customer()};

    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "🙂👩‍👩‍👧",
                "שלום עולם",
                "\u202eevil",
                "a\"b\\c/d",
                "<script>",
                "'; drop table",
                "ﷺ",
                "\t tab"
            })
    void post_withAnyText_passesItUnchanged(String text) {
        HttpResponse<String> response = frontend.post(
                "/api/things", io.busbar.bus.json.Json.string(java.util.Map.of("name", text, "count", 1)), SIGNED_IN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(((SampleOperations.MakeThing) frontend.bus.lastRequest()).name())
                .isEqualTo(text);
        assertThat(response.body()).contains(io.busbar.bus.json.Json.string(text));
    }

    @Test
    void post_withNullForOptionalField_succeeds() {
        assertThat(frontend.post("/api/things", "{\"name\":\"a\",\"count\":1,\"good\":null}", SIGNED_IN)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void get_withQueryParameters_convertsTypesAndRepeatedOnesToLists() {
        frontend.get("/api/things?limit=3&tag=a&tag=b+c&search=%C3%BC%26x&");
        assertThat(frontend.bus.lastRequest())
                .isEqualTo(new SampleOperations.ListThings("ü&x", List.of("a", "b c"), PageRequest.first(3)));
        frontend.get("/api/things?tag=a");
        assertThat(frontend.bus.lastRequest())
                .isEqualTo(new SampleOperations.ListThings(null, List.of("a"), PageRequest.FIRST));
    }

    @Test
    void put_withPathParameterAndBody_mergesThemIntoOneRequest() {
        UUID id = UUID.randomUUID();
        HttpResponse<String> response = frontend.send(frontend.request("/api/things/" + id)
                .header("Content-Type", "application/json; charset=UTF-8")
                .PUT(BodyPublishers.ofString("{\"name\":\"x\"}")));
        assertThat(response.body()).isEqualTo("{\"id\":\"" + id + "\",\"name\":\"x\",\"count\":0}");
        assertThat(frontend.bus.lastRequest()).isEqualTo(new SampleOperations.ChangeThing(id, "x"));
    }

    @Test
    void postBulk_withJsonArray_succeeds() {
        HttpResponse<String> response =
                frontend.post("/api/things/bulk", "[{\"name\":\"a\",\"count\":1},{\"name\":\"b\",\"count\":2}]");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).startsWith("[{").contains("\"b\"");
    }

    @Test
    void post_withRawBytes_passesThemUnchanged() {
        byte[] bytes = {0, -1, 13, 10};
        HttpResponse<String> response = frontend.send(frontend.request("/api/raw?label=x")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes)));
        assertThat(response.body()).isEqualTo("x:4");
        assertThat(((SampleOperations.Sealed) frontend.bus.lastRequest()).bytes())
                .isEqualTo(bytes);
    }

    @Test
    void post_withChunksOfOneByte_succeeds() throws Exception {
        StringBuilder wire = new StringBuilder("POST /api/things HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + TestTokens.customer() + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (char c : "{\"name\":\"chunky\",\"count\":1}".toCharArray()) {
            wire.append("1\r\n").append(c).append("\r\n");
        }
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            assertThat(client.send(wire.append("0\r\n\r\n").toString()).readResponse())
                    .startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void post_withExpectContinue_continuesOrIsRejectedEarly() throws Exception {
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            client.send(
                    "POST /api/raw HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 100");
            assertThat(client.send("abc").readResponse()).endsWith("null:3");
            client.send(
                    "POST /api/raw HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 3000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void post_withEmptyObjectOrNoBody_succeeds() {
        assertThat(frontend.post("/api/session/end", "{}").statusCode()).isEqualTo(200);
        assertThat(frontend.send(frontend.request("/api/session/end").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void requests_pipelined_areAnsweredInOrder() throws Exception {
        String body = "abc";
        String one =
                "POST /api/raw?label=1 HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n"
                        + body;
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            client.send(
                    one + one.replace("label=1", "label=2") + "GET /api/things/special HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).endsWith("1:3");
            assertThat(client.readResponse()).endsWith("2:3");
            assertThat(client.readResponse()).endsWith("special, not a parameter");
        }
    }
}
