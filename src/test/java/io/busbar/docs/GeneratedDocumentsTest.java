package io.busbar.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Contract;
import io.busbar.http.openapi.AsyncApiDocument;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.node.NodeSettings;
import io.busbar.node.ServiceRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The documents that are generated from the contracts and settings say what these say. */
@Tag("contract")
class GeneratedDocumentsTest {
    private static final List<Contract> CONTRACTS = ServiceRegistry.contracts();

    @Test
    void openApiDocument_equalsTheCommittedFile() throws IOException {
        committed("openapi.json").assertContent(ApiDocumentText.of(OpenApiDocument.of(CONTRACTS)));
    }

    @Test
    void asyncApiDocument_equalsTheCommittedFile() throws IOException {
        committed("asyncapi.json").assertContent(ApiDocumentText.of(AsyncApiDocument.of(CONTRACTS)));
    }

    @Test
    void eventReference_equalsTheCommittedFile() throws IOException {
        committed("events.md").assertContent(EventReference.of(CONTRACTS));
    }

    @Test
    void notificationReference_equalsTheCommittedFile() throws IOException {
        committed("notifications.md").assertContent(NotificationReference.of(CONTRACTS));
    }

    @Test
    void personalDataReference_equalsTheCommittedFile() throws IOException {
        committed("personal-data.md").assertContent(PersonalDataReference.of(CONTRACTS));
    }

    @Test
    void settingReference_equalsTheCommittedFile() throws IOException {
        committed("configuration.md").assertContent(SettingReference.of(NodeSettings.groups(CONTRACTS)));
    }

    @Test
    void sampleConfiguration_equalsTheCommittedFile() throws IOException {
        new GoldenFile(NodeSettings.FILE).assertContent(SettingReference.sample(NodeSettings.groups(CONTRACTS)));
    }

    @Test
    void documents_ofContractsInAnotherOrder_areTheSame() {
        List<Contract> reversed = CONTRACTS.reversed();

        assertThat(ApiDocumentText.of(OpenApiDocument.of(reversed)))
                .isEqualTo(ApiDocumentText.of(OpenApiDocument.of(CONTRACTS)));
        assertThat(ApiDocumentText.of(AsyncApiDocument.of(reversed)))
                .isEqualTo(ApiDocumentText.of(AsyncApiDocument.of(CONTRACTS)));
        assertThat(EventReference.of(reversed)).isEqualTo(EventReference.of(CONTRACTS));
        assertThat(NotificationReference.of(reversed)).isEqualTo(NotificationReference.of(CONTRACTS));
        assertThat(PersonalDataReference.of(reversed)).isEqualTo(PersonalDataReference.of(CONTRACTS));
    }

    private static GoldenFile committed(String name) {
        return new GoldenFile(Path.of("docs", name));
    }
}
