package io.busbar.bus.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.outbound.OutboundUrl.RefusedUrlException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://example.com, http://example.com:80/",
        "HTTPS://Example.COM/Path?a=B, https://example.com:443/Path?a=B",
        "https://example.com:8443/a#fragment, https://example.com:8443/a",
        "https://example.com./, https://example.com:443/",
        "https://sub_domain.example.com/%C3%A4, https://sub_domain.example.com:443/%C3%A4",
        "https://example.com/ä?ö, https://example.com:443/%C3%A4?%C3%B6",
        "https://bücher.example/, https://xn--bcher-kva.example:443/",
        "http://1.1.1.1/, http://1.1.1.1:80/",
        "http://[2606:4700::1111]:8080/, http://[2606:4700:0:0:0:0:0:1111]:8080/",
        "https://1a.example/, https://1a.example:443/"
    })
    void parse_withCanonicalHost_accepts(String text, String canonical) {
        assertThat(OutboundUrl.parse(text, Set.of())).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "http://",
                "http://exa mple.com",
                "http://example.com:0x50/",
                "http://example.com:/",
                "http://exam!ple.com/",
                "http://example.com/\u1FEF?token=secret", // a backtick in ASCII
                "http://-example.com/",
                "http://example..com/",
                "http://stra\u00dfe.example/",
                "http://1.2.3/",
                "http://1.2.3.4.5/",
                "http://256.1.1.1/",
                "http://example.0x10/",
                "http://[::1]x/"
            })
    void parse_withOtherText_refuses(String text) {
        assertThatThrownBy(() -> OutboundUrl.parse(text, Set.of())).as(text).isInstanceOf(RefusedUrlException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'120', 120",
        "' 0 ', 0",
        "'Tue, 01 Dec 2026 00:02:00 GMT', 120",
        "'Tue, 01 Dec 2025 00:00:00 GMT', ",
        "'Mon, 30 Nov 2026 00:00:00 GMT', 0",
        "'-1', ",
        "'soon', ",
        "'99999999999999999999', "
    })
    void retryAfter_withSecondsOrDate_isRead(String text, Long seconds) {
        OutboundResponse response =
                new OutboundResponse(503, MultiMap.caseInsensitiveMultiMap().add("retry-after", text), Buffer.buffer());

        assertThat(RetryAfter.of(response, Instant.parse("2026-12-01T00:00:00Z"))
                        .map(Duration::toSeconds))
                .isEqualTo(Optional.ofNullable(seconds));
    }

    @Test
    void resolve_withRelativeLocation_keepsTheOrigin() {
        OutboundUrl url = OutboundUrl.parse("https://example.com:8443/a/b?c", Set.of());

        assertThat(url.resolve("../d", Set.of())).hasToString("https://example.com:8443/d");
        assertThat(url.resolve("//other.example/", Set.of())).hasToString("https://other.example:443/");
        assertThat(url.hasSameOrigin(url.resolve("/x", Set.of()))).isTrue();
        assertThat(url.hasSameOrigin(url.resolve("https://example.com/", Set.of())))
                .isFalse();
    }
}
