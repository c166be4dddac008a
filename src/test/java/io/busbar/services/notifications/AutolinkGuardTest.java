package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that mail programs would turn into links, and texts that they would not. */
class AutolinkGuardTest {
    @ParameterizedTest
    @CsvSource({
        "http://evil.example/win, http: //evil. example/win",
        "HTTPS://localhost/win, HTTPS: //localhost/win",
        "http://192.168.0.1/win, http: //192.168.0.1/win",
        "www.evil.example, www. evil. example",
        "evil.example, evil. example",
        "4.evil.example, 4. evil. example",
        "evil。example, evil。 example",
        "ada@evil.example, ada @ evil. example",
        "mailto:ada@evil.example, mailto: ada @ evil. example",
        "tel:+4930123, tel: +4930123",
        "J.R.R. Tolkien, J. R. R. Tolkien",
    })
    void breakLinks_ofAddress_insertsSpaces(String written, String shown) {
        assertThat(AutolinkGuard.breakLinks(written)).isEqualTo(shown);
        assertThat(AutolinkGuard.breakLinks(shown)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dr. Müller requested Tap repair on Monday, 5 January 2026, 10:00 (Europe/Berlin).",
                "Massage, 1.5 hours",
                "Müller & Co. (Berlin), Maria O'Neill-Smith ...",
                "王小明 requested Zähne/Füße (+02:00).",
            })
    void breakLinks_ofOtherText_returnsItUnchanged(String written) {
        assertThat(AutolinkGuard.breakLinks(written)).isEqualTo(written);
    }
}
