package io.busbar.services.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeUtility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderEncoderTest {
    private static final int COLUMNS_OF_SUBJECT = 9;

    @ParameterizedTest
    @ValueSource(strings = {"é", "🙂", "請 ", "=?a"})
    void text_ofAnyLength_isReadBackFromAsciiLinesOfAtMost76Characters(String part) throws Exception {
        for (int count = 1; count * part.length() <= 200; count++) {
            String text = part.repeat(count).strip();
            String header = HeaderEncoder.text(text, COLUMNS_OF_SUBJECT);

            assertThat(header).matches("[\\x20-\\x7e\\r\\n]*");
            assertThat(("Subject: " + header).lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76));
            assertThat(MimeUtility.decodeText(MimeUtility.unfold(header)).strip())
                    .isEqualTo(text);
        }
    }
}
