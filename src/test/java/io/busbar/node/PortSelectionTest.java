package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.http.FrontendSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortSelectionTest {
    @TempDir
    Path folder;

    @Test
    void openOnFreePort_withFailureOtherThanATakenPort_passesItOn() {
        IllegalStateException failure = new IllegalStateException("certificate");

        assertThatThrownBy(() -> PortSelection.openOnFreePort(settings(0), frontend -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void openOnFreePort_withAddressOfAnotherMachine_namesTheReason() {
        NodeSettings defaults = settings(8080);
        FrontendSettings frontend = defaults.frontend();
        FrontendSettings otherMachine = new FrontendSettings(
                "203.0.113.1",
                8080,
                frontend.tls(),
                frontend.allowedOrigins(),
                frontend.rateQuotas(),
                frontend.trustedProxies(),
                frontend.metricsAllowList(),
                frontend.requestLimits(),
                frontend.socketLimits());
        NodeSettings nodeSettings = new NodeSettings(
                defaults.dataFolder(),
                defaults.externalServers(),
                defaults.jwtSecret(),
                defaults.previousJwtSecrets(),
                otherMachine,
                defaults.services(),
                defaults.cluster(),
                defaults.accounts(),
                defaults.mail(),
                defaults.outboundAllow(),
                defaults.maxOpenRequests(),
                defaults.demoProfessionals());

        assertThatThrownBy(() -> PortSelection.openOnFreePort(nodeSettings, opened -> {
                    throw new AssertionError("must not be opened");
                }))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("8080")
                .hasMessageContaining("Cannot assign requested address");
    }

    private NodeSettings settings(int port) {
        return NodeSettings.read(Map.of("PORT", String.valueOf(port)), folder.resolve("none"), Set.of("mail"));
    }
}
