package io.busbar.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.FrontendSettings.RequestLimits;
import io.busbar.http.RawHttpClient;
import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class FramingCheckTest {
    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    /** Returns the response of the server before it closes the connection. */
    private static String untilClosed(String wire) throws IOException {
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            return client.send(wire).readUntilClosed();
        }
    }

    private static String post(String headers, String body) {
        return "POST /api/raw HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n" + headers + "\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
                "Content-Length: 3\r\nContent-Length: 4\r\n",
                "Content-Length: 3, 4\r\n",
                "Content-Length: -3\r\n",
                "Content-Length: +3\r\n",
                "Content-Length: 3x\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked, gzip\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Content-Length : 3\r\n",
                "X: a\u0000b\r\nContent-Length: 3\r\n",
                "Host: b\r\nContent-Length: 3\r\n",
                "no colon\r\nContent-Length: 3\r\n"
            })
    void request_withAmbiguousFraming_returnsBadRequestAndClosesConnection(String headers) throws IOException {
        int before = frontend.bus.requests.size();
        String answer =
                untilClosed(post(headers, "3\r\nabc\r\n0\r\n\r\nGET /api/optional-me HTTP/1.1\r\nHost: a\r\n\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"error\":\"MALFORMED_REQUEST\"", "connection: close");
        assertThat(answer.indexOf("HTTP/1.1", 1)).as("a second answer").isNegative();
        assertThat(frontend.bus.requests).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nabc\r\n0\r\n\r\n",
                "3\r\nabcdef\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "fffffffffffff\r\nabc"
            })
    void request_withInvalidChunks_returnsBadRequestAndClosesConnection(String body) throws IOException {
        assertThat(untilClosed(post("Transfer-Encoding: chunked\r\n", body)))
                .startsWith("HTTP/1.1 400")
                .contains("\"error\":\"MALFORMED_REQUEST\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "GET /api/things HTTP/1.1\nHost: a\n\n",
                "GET /api/things HTTP/1.1\r\n\r\n",
                "GET /api/thi\u00ffngs HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "CONNECT a:80 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            })
    void send_ofInvalidRequest_returnsBadRequest(String wire) throws IOException {
        assertThat(untilClosed(
                        wire.contains("Host") || wire.length() < 20
                                ? wire
                                : wire.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")))
                .matches("(?s)HTTP/1\\.[01] 400 .*\"error\":\"MALFORMED_REQUEST\".*");
    }

    @Test
    void request_withTooLongUrlOrHeaders_isRejected() throws IOException {
        assertThat(untilClosed("GET /api/things?search=" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .contains(" 414 ", "\"error\":\"URI_TOO_LONG\"");
        assertThat(untilClosed("GET /api/things HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .contains(" 431 ", "\"error\":\"HEADERS_TOO_LARGE\"");
        assertThat(untilClosed("GET /api/things HTTP/1.1\r\nHost: a\r\n" + "X: aaaaaaaa\r\n".repeat(2000) + "\r\n"))
                .contains(" 431 ");
    }

    @Test
    void request_withIncompleteBody_returnsRequestTimeout() throws IOException {
        RequestLimits impatient = new RequestLimits(8 << 10, 16 << 10, Duration.ofMillis(600), Duration.ofSeconds(75));
        try (TestFrontend hasty =
                        new TestFrontend(TestFrontend.FrontendOptions.defaults().limits(impatient));
                RawHttpClient client = new RawHttpClient(hasty.port())) {
            String answer = client.send(post("Content-Length: 10\r\n", "abc")).readResponse();
            assertThat(answer)
                    .startsWith("HTTP/1.1 408")
                    .contains("\"error\":\"REQUEST_TIMEOUT\"", "connection: close");
            assertThat(hasty.bus.requests).isEmpty();
        }
    }

    @Test
    void connection_withoutCompleteRequest_isClosedAfterIdleTimeout() throws IOException {
        RequestLimits impatient = new RequestLimits(8 << 10, 16 << 10, Duration.ofMillis(600), Duration.ofMillis(600));
        try (TestFrontend hasty =
                new TestFrontend(TestFrontend.FrontendOptions.defaults().limits(impatient))) {
            try (RawHttpClient client = new RawHttpClient(hasty.port())) {
                assertThat(client.send("GET /api/things HTTP/1.1\r\nHost: a\r\n")
                                .readUntilClosed())
                        .isEmpty();
            }
            try (RawHttpClient client = new RawHttpClient(hasty.port())) {
                client.send("GET /api/things HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.readResponse()).startsWith("HTTP/1.1 200");
                assertThat(client.readUntilClosed()).isEmpty();
            }
        }
    }

    @Test
    void request_rejectedWhileSending_getsErrorAndItsRestIsNotParsed() throws IOException {
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            client.send(
                    "POST /api/raw HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2000000\r\n\r\n");
            client.send("x".repeat(1_000_000));
            assertThat(client.readResponse()).startsWith("HTTP/1.1 413").contains("connection: close");
            client.send("x".repeat(1_000_000));
            assertThat(client.readUntilClosed()).isEmpty();
        }
    }

    @Test
    void request_withEndlessBody_isCutOff() throws IOException {
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            client.send(
                    "POST /api/raw HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "x".repeat(65_536) + "\r\n";
            int sent = 0;
            try {
                while (sent < 2000) {
                    client.send(chunk);
                    sent++;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?i).*(reset|pipe|closed).*");
            }
            assertThat(sent).isLessThan(2000);
        }
    }
}
