package io.busbar.node;

import io.busbar.services.auth.AuthOperations;
import io.busbar.services.auth.AuthOperations.AdminCreated;
import io.busbar.services.users.UsersOperations;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Creates admins without a running node. */
public final class OfflineAdminCreator {
    private OfflineAdminCreator() {}

    /**
     * The admin that was created, or the account that the address already had.
     *
     * @param password the admin's password; null if the address already had an account, which is left unchanged
     * @param isAdmin  whether the account has the admin role
     */
    public record CreatedAdmin(@Nullable String password, boolean isAdmin) {
        @Override
        public String toString() {
            return "CreatedAdmin";
        }
    }

    /**
     * Creates an admin unless the address has an account. Starts embedded servers that are not running, and stops them afterwards. Blocks
     * until all of this is done.
     *
     * @param password null to generate one
     * @throws StartupException if a server or a setting is unusable; the message tells the operator what to fix
     */
    public static CreatedAdmin create(
            NodeSettings nodeSettings, String email, @Nullable String password, Consumer<String> progress) {
        AdminCredentials admin =
                new AdminCredentials(email, password == null ? AdminBootstrap.generatePassword() : password);
        try (OfflineServices services =
                OfflineServices.start(nodeSettings, List.of(AuthOperations.AUTH, UsersOperations.USERS), progress)) {
            AdminCreated adminCreated =
                    OfflineServices.await("Creating the admin", AdminBootstrap.create(services.bus(), admin));
            return new CreatedAdmin(adminCreated.created() ? admin.password() : null, adminCreated.admin());
        }
    }
}
