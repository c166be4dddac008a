package io.busbar.node;

import io.busbar.bus.settings.Settings;
import io.busbar.services.auth.AuthSettings;
import java.util.Optional;

/** The credentials of the first admin, who is created at the start unless the address has an account. */
public record AdminCredentials(String email, String password) {
    /** Returns the admin that the settings name; empty if they name none. */
    static Optional<AdminCredentials> of(Settings settings) {
        return settings.find(AuthSettings.ADMIN_EMAIL)
                .flatMap(email -> settings.find(AuthSettings.ADMIN_PASSWORD)
                        .map(password -> new AdminCredentials(email, password)));
    }

    @Override
    public String toString() {
        return "AdminCredentials";
    }
}
