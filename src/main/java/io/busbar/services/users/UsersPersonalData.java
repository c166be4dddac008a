package io.busbar.services.users;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.privacy.DataCategory;

/** The personal data that the users service holds. */
public interface UsersPersonalData {
    Operation<Id, AccountExport> EXPORT_PERSONAL_DATA = UsersOperations.USERS
            .holdsPersonalData(
                    DataCategory.of(
                                    "Account: username, email addresses, phone number, role, and status with its reason")
                            .purpose("Identifies the user at sign-in and to others.")
                            .retention(
                                    "Until the grace period after the deletion ends; a day if the email address is never verified.")
                            .erasure("Deleted."),
                    DataCategory.of("Profile: name, picture, biography, address, links, skills, rates and gallery")
                            .purpose("Shows people whom they book, or who books them.")
                            .retention("Until the user changes it or the account is erased.")
                            .erasure("Deleted."),
                    DataCategory.of("Settings: notifications, privacy, language and time zone")
                            .purpose("Does what the user prefers.")
                            .retention("Until the account is erased.")
                            .erasure("Deleted."))
            .exportedAs("account", AccountExport.class);

    /** The columns of the account, except those that are computed from others. */
    record AccountExport(@JsonValue JsonNode columns) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public AccountExport {}
    }
}
