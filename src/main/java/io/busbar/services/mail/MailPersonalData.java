package io.busbar.services.mail;

import io.busbar.bus.privacy.DataCategory;
import io.busbar.bus.privacy.PersonalData;

/** The personal data that the mail service holds. */
public interface MailPersonalData {
    PersonalData PERSONAL_DATA = MailOperations.MAIL.holdsPersonalData(
            DataCategory.of("Emails in the development mailbox, sealed, with keyed hashes of recipient and account")
                    .purpose("Lets developers read emails without a mail server. With a mail server nothing is stored.")
                    .retention("The newest 500.")
                    .notExported("They repeat what other services hold.")
                    .erasure("Deleted. Emails to others may still show the name."));
}
