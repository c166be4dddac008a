package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of notification rules equals the one in docs/notifications.md. */
class NotificationRulesTableTest {
    @Test
    void markdown_equalsTheTableInTheDocumentation() throws IOException {
        assertThat(Files.readString(Path.of("docs", "notifications.md"))).contains(NotificationRules.markdown());
    }

    @Test
    void wireName_ofEveryType_isParsedBack() {
        for (NotificationType notificationType : NotificationType.values()) {
            assertThat(notificationType.wireName()).matches("[a-z]+([.][a-z_]+)?");
            assertThat(NotificationType.of(notificationType.wireName())).isEqualTo(notificationType);
        }
    }
}
