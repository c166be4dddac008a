package io.busbar.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.http.FrontendSettings;
import io.busbar.http.TestCertificate;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@UsesServers
class TlsTest {
    @TempDir
    static Path folder;

    private static TestCertificate testCertificate;
    private static TestFrontend frontend;

    @BeforeAll
    static void open() throws Exception {
        testCertificate = TestCertificate.create(folder);
        frontend = new TestFrontend(TestFrontend.FrontendOptions.defaults()
                .tls(new FrontendSettings.Tls(testCertificate.certificate(), testCertificate.key())));
    }

    @AfterAll
    static void close() {
        frontend.close();
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder()
                .sslContext(testCertificate.sslContext())
                .version(version)
                .build();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void request_overTls_usesSelectedHttpVersionWithHstsAndHostCookies(HttpClient.Version version) throws Exception {
        try (HttpClient client = client(version)) {
            HttpResponse<String> response = client.send(
                    frontend.request("/api/session")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"name\":\"alice\"}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers()
                            .firstValue("Strict-Transport-Security")
                            .orElseThrow())
                    .contains("max-age=31536000");
            assertThat(response.headers().allValues("Set-Cookie"))
                    .hasSize(2)
                    .allMatch(cookie -> cookie.startsWith("__Host-")
                            && cookie.endsWith("; Secure")
                            && cookie.contains("; Path=/;"));
            HttpResponse<String> me = client.send(
                    frontend.request("/api/me")
                            .header("Cookie", "access_token=bad; __Host-access_token=" + TestTokens.customer())
                            .build(),
                    BodyHandlers.ofString());
            assertThat(me.body()).contains("\"name\":\"customer\"");
            HttpResponse<String> own = client.send(
                    frontend.request("/api/things")
                            .header("Content-Type", "application/json")
                            .header("Cookie", "__Host-access_token=" + TestTokens.customer())
                            .header("Origin", "https://127.0.0.1:" + frontend.port())
                            .POST(BodyPublishers.ofString("{\"name\":\"a\",\"count\":1}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(own.statusCode()).as(own.body()).isEqualTo(201);
        }
    }

    @Test
    void requests_concurrentlyOnOneHttp2Connection_allSucceed() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                responses.add(client.sendAsync(
                        i % 3 == 0
                                ? frontend.request("/api/raw")
                                        .header("Content-Type", "text/plain")
                                        .POST(BodyPublishers.ofString("x".repeat(i)))
                                        .build()
                                : frontend.request("/api/things?limit=" + (i + 1))
                                        .build(),
                        BodyHandlers.ofString()));
            }
            for (int i = 0; i < 60; i++) {
                HttpResponse<String> response = responses.get(i).get();
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(response.body()).matches(i % 3 == 0 ? "null:" + i : "(?s)\\[.*\"count\":" + i + "}]");
            }
        }
    }

    @Test
    void request_overHttp2_returnsSameErrorsAndEncodings() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            HttpResponse<String> large = client.send(
                    frontend.request("/api/raw")
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(2000))))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(large.statusCode()).isEqualTo(413);
            assertThat(client.send(frontend.request("/api/things?limit=0").build(), BodyHandlers.ofString())
                            .body())
                    .contains("\"/limit\"");
            assertThat(client.send(frontend.request("/api/nothing").build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
            assertThat(client.send(
                                    frontend.request("/api/things/special")
                                            .POST(BodyPublishers.noBody())
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(405);
            HttpResponse<byte[]> packed = client.send(
                    frontend.request("/api/things?limit=100")
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(packed.body().length).isLessThan(2000);
            HttpResponse<byte[]> file = client.send(
                    frontend.request("/api/files/2")
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(file.headers().firstValue("Content-Encoding")).isEmpty();
            assertThat(file.body()).hasSize(2 << 20);
        }
    }

    @Test
    void handshake_withTls11_isRejected() throws IOException {
        try (SSLSocket socket = (SSLSocket)
                testCertificate.sslContext().getSocketFactory().createSocket("127.0.0.1", frontend.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void open_withUnreadableCertificate_fails() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.pem"), "no certificate");
        assertThatThrownBy(() -> new TestFrontend(TestFrontend.FrontendOptions.defaults()
                        .tls(new FrontendSettings.Tls(broken, testCertificate.key()))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void request_withoutTls_canUseHttp2ByUpgradeOrPriorKnowledge() throws Exception {
        try (TestFrontend plain = TestFrontend.withDefaults();
                HttpClient upgrading = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            HttpResponse<String> response =
                    upgrading.send(plain.request("/api/things").build(), BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(200);
            io.vertx.core.http.HttpClient knowing =
                    plain.vertx.createHttpClient(new io.vertx.core.http.HttpClientOptions()
                            .setProtocolVersion(io.vertx.core.http.HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false));
            String outcome = TestFrontend.wait(knowing.request(
                            io.vertx.core.http.HttpMethod.GET, plain.port(), "127.0.0.1", "/api/things")
                    .compose(request -> request.send())
                    .compose(got -> got.body().map(body -> got.version() + " " + got.statusCode())));
            assertThat(outcome).isEqualTo("HTTP_2 200");
        }
    }
}
