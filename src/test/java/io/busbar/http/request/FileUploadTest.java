package io.busbar.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.RawHttpClient;
import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@UsesServers
class FileUploadTest {
    private static final String HELLO_SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    private static String text(String name, String value) {
        return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name, String fileName, String content) {
        return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: image/png\r\n\r\n" + content + "\r\n";
    }

    private static HttpResponse<String> send(String... parts) {
        return frontend.send(frontend.request("/api/applications")
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(BodyPublishers.ofString(String.join("", parts) + "--xyz--\r\n")));
    }

    @Test
    void postForm_withFiles_storesThemAndPassesReferencesToService() {
        HttpResponse<String> response = send(
                text("title", "grüße 🙂"),
                text("count", "3"),
                file("photo", "../a.png", "hello"),
                file("more", "b.png", "b"),
                file("more", "c.png", ""));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        JsonObject applied = new JsonObject(response.body());
        assertThat(applied.getString("title")).isEqualTo("grüße 🙂");
        assertThat(applied.getInteger("count")).isEqualTo(3);
        JsonObject photo = applied.getJsonObject("photo");
        assertThat(photo.getString("name")).isEqualTo("a.png");
        assertThat(photo.getString("mediaType")).isEqualTo("image/png");
        assertThat(photo.getInteger("size")).isEqualTo(5);
        assertThat(photo.getString("sha256")).isEqualTo(HELLO_SHA256);
        assertThat(applied.getJsonArray("more")).hasSize(2);
    }

    private static void assertRejected(HttpResponse<String> response, String... parts) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains(parts);
    }

    @Test
    void postForm_withMissingOrUnexpectedParts_namesThem() {
        int before = frontend.bus.requests.size();
        String photo = file("photo", "a.png", "hello");
        assertRejected(send(text("title", "t")), "\"/photo\"");
        assertRejected(send(photo), "\"/title\"");
        assertRejected(send(text("title", "x".repeat(41)), text("count", "many"), photo), "\"/title\"", "\"/count\"");
        assertRejected(send(text("title", "t"), photo, text("other", "1")), "\"/other\"");
        assertRejected(send(text("title", "t"), photo, file("other", "a", "b")), "\"/other\"", "does not take a file");
        assertRejected(send(text("title", "t"), photo, photo), "\"/photo\"", "takes only one file");
        assertRejected(send(text("title", "t"), text("photo", "{\"blob\":\"x\"}")), "\"/photo\"", "must be a file");
        assertRejected(send(text("title", "t"), photo, text("title", "u")), "\"/title\"");
        assertRejected(send(text("title", "a\u0000b"), photo), "\"/title\"");
        assertThat(frontend.bus.requests).hasSize(before);
    }

    @Test
    void postForm_withInvalidUtf8OrWithoutBoundaryOrEnd_isRejected() {
        byte[] broken = (text("title", "a?b") + file("photo", "a.png", "x") + "--xyz--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        broken[new String(broken, StandardCharsets.US_ASCII).indexOf("a?b") + 1] = (byte) 0xff;
        assertRejected(
                frontend.send(frontend.request("/api/applications")
                        .header("Content-Type", "multipart/form-data; boundary=xyz")
                        .POST(BodyPublishers.ofByteArray(broken))),
                "\"/title\"",
                "UTF-8");
        assertRejected(
                frontend.send(frontend.request("/api/applications")
                        .header("Content-Type", "multipart/form-data")
                        .POST(BodyPublishers.ofString("x"))),
                "boundary");
        assertRejected(
                frontend.send(
                        frontend.request("/api/applications")
                                .header("Content-Type", "multipart/form-data; boundary=xyz")
                                .POST(
                                        BodyPublishers.ofString(
                                                text("title", "t")
                                                        + "--xyz\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\nabc"))),
                "incomplete");
    }

    @Test
    void postForm_tooLargeOrWithTooManyOrTooLongFields_isRejected() {
        HttpResponse<String> large = send(text("title", "t"), file("photo", "a.png", "x".repeat(1_100_000)));
        assertThat(large.statusCode()).as(large.body()).isEqualTo(413);
        HttpResponse<String> unannounced = frontend.send(frontend.request("/api/applications")
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(
                        text("title", "t") + file("photo", "a.png", "x".repeat(1_100_000)) + "--xyz--\r\n"))));
        assertThat(unannounced.statusCode()).as(unannounced.body()).isEqualTo(413);
        HttpResponse<String> many = send(text("a", "b").repeat(200));
        assertThat(many.statusCode()).as(many.body()).isBetween(400, 413);
        HttpResponse<String> longField = send(text("title", "x".repeat(100_000)));
        assertThat(longField.statusCode()).as(longField.body()).isBetween(400, 413);
    }

    @Test
    void put_withPlainBody_takesFileNameFromContentDisposition() {
        HttpResponse<String> response = frontend.send(frontend.request("/api/files/inbox")
                .header("Content-Type", "image/png")
                .header("Content-Disposition", "attachment; filename=\"x/gr%C3%BC.png\"")
                .PUT(BodyPublishers.ofString("hello")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject upload = new JsonObject(response.body());
        assertThat(upload.getString("sha256")).isEqualTo(HELLO_SHA256);
        assertThat(upload.getString("name")).isEqualTo("gr%C3%BC.png");
        assertThat(upload.getString("mediaType")).isEqualTo("image/png");
        HttpResponse<String> nameless =
                frontend.send(frontend.request("/api/files/inbox").PUT(BodyPublishers.ofString("")));
        assertThat(nameless.body()).contains("\"name\":\"file\"", "application/octet-stream", "\"size\":0");
    }

    @Test
    void put_ifClientDisconnects_abortsUploadWithoutCallingService() throws Exception {
        int before = frontend.bus.requests.size();
        int broken = frontend.blobStore.writesFailed.get();
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            client.send("PUT /api/files/inbox HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
            await().until(() -> frontend.blobStore.writesStarted.get() > 0);
        }
        await().until(() -> frontend.blobStore.writesFailed.get() > broken);
        assertThat(frontend.bus.requests).hasSize(before);
    }
}
