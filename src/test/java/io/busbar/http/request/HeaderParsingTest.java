package io.busbar.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Failure;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import io.busbar.data.Upload;
import io.busbar.http.SampleOperations;
import io.busbar.http.response.NextLink;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderParsingTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "application/problem+json|true",
                "application/problem+json, application/json|true",
                "application/json, application/problem+json;q=0.5|false",
                "application/json;q=0.2, application/problem+json;q=0.5|true",
                "application/problem+json;q=0|false",
                "Application/Problem+JSON|true",
                "application/json|false",
                "*/*|false",
                "application/problem+json;q=x|false"
            })
    void prefers_problemJson_ifNamedWithAtLeastEqualQuality(String accept, boolean problem) {
        assertThat(AcceptHeader.prefers(accept, "application/problem+json", "application/json"))
                .isEqualTo(problem);
    }

    private static @Nullable String key(String... values) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String value : values) {
            headers.add("Idempotency-Key", value);
        }
        return IdempotencyKey.read(headers);
    }

    @Test
    void readIdempotencyKey_quotedOrBare_returnsIt() {
        assertThat(key()).isNull();
        assertThat(key("8e03978e-40d5")).isEqualTo("8e03978e-40d5");
        assertThat(key("\"8e03978e-40d5\"")).isEqualTo("8e03978e-40d5");
        assertThat(key("\"a\\\"b\\\\c\"")).isEqualTo("a\"b\\c");
        assertThat(key("x".repeat(255))).hasSize(255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "a b", "\"a", "\"a\"b", "\"a\\b\"", "\"a\\", "ü", "a\u0001b", "\"a b\""})
    void readIdempotencyKey_malformed_throwsFailure(String value) {
        assertThatThrownBy(() -> key(value)).isInstanceOf(Failure.class).hasMessageContaining("Idempotency-Key");
    }

    @Test
    void readIdempotencyKey_repeatedOrTooLong_throwsFailure() {
        assertThatThrownBy(() -> key("a", "a")).isInstanceOf(Failure.class).hasMessageContaining("more than once");
        assertThatThrownBy(() -> key("x".repeat(256))).isInstanceOf(Failure.class);
    }

    record Request(Map<String, Integer> counts, Upload file) {}

    @Test
    void fingerprint_ofRequest_dependsOnItsContentOnly() {
        Map<String, Integer> forth = new LinkedHashMap<>(Map.of("a", 1));
        forth.put("b", 2);
        Map<String, Integer> back = new LinkedHashMap<>(Map.of("b", 2));
        back.put("a", 1);
        String expected = fingerprint(new Request(forth, upload("hash")));
        assertThat(expected)
                .isEqualTo(fingerprint(new Request(back, upload("hash"))))
                .matches("[0-9a-f]{64}");
        assertThat(expected).isNotEqualTo(fingerprint(new Request(back, upload("another hash"))));
        back.put("a", 3);
        assertThat(expected).isNotEqualTo(fingerprint(new Request(back, upload("hash"))));
    }

    private static String fingerprint(Request request) {
        return IdempotencyKey.withFingerprint(
                        SampleOperations.MAKE, "key", request, new KeyedHash(DeploymentSecrets.of("a secret"), "test"))
                .fingerprint();
    }

    private static Upload upload(String hash) {
        return new Upload(UUID.randomUUID(), "a.png", "image/png", 3, hash);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "attachment; filename=\"a b.png\"|a b.png",
                "attachment; filename=a.png|a.png",
                "attachment; filename=\"x.txt\"; filename*=UTF-8''gr%C3%BC%C3%9Fe.txt|grüße.txt",
                "attachment; filename=\"../../etc/passwd\"|passwd",
                "attachment; filename=\"C:\\\\temp\\\\a.doc\"|a.doc",
                "attachment; filename*=UTF-8''%ff|file",
                "attachment; filename=\"..\"|file",
                "attachment|file"
            })
    void fileName_ofContentDisposition_returnsSafeName(String disposition, String name) {
        assertThat(ContentDisposition.fileName(disposition)).isEqualTo(name);
    }

    @Test
    void sanitizeAndFormat_ofMisleadingOrLongName_returnSafeName() {
        assertThat(ContentDisposition.sanitize("gpj.\u202eexe\u0000\n")).isEqualTo("gpj.exe");
        assertThat(ContentDisposition.sanitize("🙂".repeat(300)).codePoints().count())
                .isEqualTo(200);
        assertThat(ContentDisposition.format("fünf \"x\" 100%.pdf", true))
                .isEqualTo(
                        "attachment; filename=\"f_nf _x_ 100_.pdf\"; filename*=UTF-8''f%C3%BCnf%20%22x%22%20100%25.pdf");
    }

    @Test
    void nextLink_ofCurrentQuery_changesOnlyTheCursor() {
        assertThat(NextLink.of("/api/things", null, "a/b")).isEqualTo("</api/things?cursor=a%2Fb>; rel=\"next\"");
        assertThat(NextLink.of("/api/things", "cursor=x&limit=2&search=a%20b", "c"))
                .isEqualTo("</api/things?limit=2&search=a%20b&cursor=c>; rel=\"next\"");
    }
}
