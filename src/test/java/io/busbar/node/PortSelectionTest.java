package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.http.FrontendSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortSelectionTest {
    @TempDir
    Path folder;

    @Test
    void openOnFreePort_withFailureOtherThanATakenPort_passesItOn() {
        IllegalStateException failure = new IllegalStateException("certificate");

        assertThatThrownBy(() -> PortSelection.openOnFreePort(frontend(0), true, requested -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void openOnFreePort_withAddressOfAnotherMachine_namesTheReason() {
        FrontendSettings defaults = frontend(8080);
        FrontendSettings otherMachine = new FrontendSettings(
                "203.0.113.1",
                8080,
                defaults.tls(),
                defaults.allowedOrigins(),
                defaults.rateQuotas(),
                defaults.trustedProxies(),
                defaults.metricsAllowList(),
                defaults.requestLimits(),
                defaults.socketLimits());

        assertThatThrownBy(() -> PortSelection.openOnFreePort(otherMachine, true, opened -> {
                    throw new AssertionError("must not be opened");
                }))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("8080")
                .hasMessageContaining("Cannot assign requested address");
    }

    private FrontendSettings frontend(int port) {
        return NodeSettings.read(
                        Map.of("PORT", String.valueOf(port)), folder.resolve("none"), ServiceRegistry.contracts())
                .frontend();
    }
}
