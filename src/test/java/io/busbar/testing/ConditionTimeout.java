package io.busbar.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every test wait 30 s for a condition unless it says otherwise: long enough for a machine that is busy with other work. The limit
 * ends a test that hangs; a test about a time names that time.
 */
public final class ConditionTimeout implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext extensionContext) {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }
}
