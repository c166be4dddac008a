package io.busbar.services.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNamesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0 | Firefox on Linux
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 | Chrome on Windows
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0 | Edge on Windows
        Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15 | Safari on macOS
        Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1 | Chrome on iPhone
        Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36 | Samsung Internet on Android
        curl/8.14.1 | curl
        Java-http-client/25 | Java-http-client
        Mozilla/5.0 | Unknown device
        <script>alert(1)</script> | Unknown device
        """)
    void nameDevice_fromUserAgent_returnsReadableName(String userAgent, String name) {
        assertThat(DeviceNames.of(null, userAgent)).isEqualTo(name);
    }

    @Test
    void nameDevice_withOwnName_prefersItToUserAgent() {
        assertThat(DeviceNames.of("Maria's phone", "curl/8")).isEqualTo("Maria's phone");
        assertThat(DeviceNames.of(null, null)).isEqualTo("Unknown device");
    }
}
