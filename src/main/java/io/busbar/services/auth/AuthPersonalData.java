package io.busbar.services.auth;

import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.privacy.DataCategory;
import io.busbar.services.auth.SessionOperations.Session;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The personal data that the auth service holds. */
public interface AuthPersonalData {
    Operation<Id, AuthExport> EXPORT_PERSONAL_DATA = AuthOperations.AUTH
            .holdsPersonalData(
                    DataCategory.of("Password, as a bcrypt hash")
                            .purpose("Signs the user in.")
                            .retention("Until the account is erased; 25 hours if it was never created.")
                            .exportedAs("The time of the last change.")
                            .erasure("Deleted."),
                    DataCategory.of("Sessions: device, IP address, network, times, and impersonation by admins")
                            .purpose("Keeps users signed in, shows them their devices, and reveals stolen tokens.")
                            .retention(
                                    "30 days after a session has expired; the time of the first sign-in until the account is erased.")
                            .exportedAs("The newest 200 sessions, and the time of the first sign-in.")
                            .erasure(
                                    "Ended and deleted. Sessions in which an erased admin acted as others keep the admin's ID.")
                            .keepsIdIn("auth.session"),
                    DataCategory.of("Authenticator app, with a sealed secret, and hashes of recovery codes")
                            .purpose("Verifies the second factor.")
                            .retention("Until the user turns it off.")
                            .exportedAs("The time of activation, and the number of codes left.")
                            .erasure("Deleted."),
                    DataCategory.of("Tokens in email links, with keyed hashes of addresses")
                            .purpose("Verifies email addresses and resets passwords.")
                            .retention("About two hours after they expire.")
                            .notExported("They are secrets.")
                            .erasure("Deleted."),
                    DataCategory.of("Previous email address, sealed")
                            .purpose("Notifies the owner of the address that it was replaced.")
                            .retention("Until that email is sent.")
                            .notExported("It is usually gone within seconds.")
                            .erasure("Deleted."),
                    DataCategory.of("Failed attempts by network, device and identifier, as keyed hashes")
                            .purpose("Slows down guessing.")
                            .retention("24 hours after the last attempt.")
                            .notExported("The hashes do not lead to a person.")
                            .erasure("Expire by themselves."))
            .exportedAs("signIns", AuthExport.class);

    /**
     * Up to 200 sessions, newest first, the times of the first sign-in, the last password change and the MFA activation, and the number of
     * recovery codes left.
     */
    record AuthExport(
            List<Session> sessions,
            @Nullable OffsetDateTime firstSignInAt,
            @Nullable OffsetDateTime passwordChangedAt,
            @Nullable OffsetDateTime twoFactorEnabledAt,
            Integer recoveryCodesLeft) {
        public AuthExport {
            sessions = List.copyOf(sessions);
        }
    }
}
