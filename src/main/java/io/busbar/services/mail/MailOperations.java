package io.busbar.services.mail;

import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the mail service, the only service that talks to the mail server. */
public interface MailOperations {
    Contract MAIL = Contract.of("mail", "Sends emails.", MailSettings.class, MailPersonalData.class);

    /**
     * Sends an email. Succeeds when the mail server has accepted it. Safe to repeat, because the Message-ID stays the same. Fails with
     * SERVICE_UNAVAILABLE if the server is not reachable, with VALIDATION_ERROR at {@code /to} if it permanently rejects the recipient,
     * and with VALIDATION_ERROR at {@code /paragraphs} if it rejects the content.
     */
    Operation<Email, EmailSent> SEND = MAIL.internal("send")
            .summary("Send an email")
            .idempotent()
            .timeout(Duration.ofSeconds(20))
            .maxRequestBytes(256 << 10)
            .takes(Email.class)
            .returns(EmailSent.class);

    /**
     * An email to one person. The texts are plain; the mail service renders them as HTML and as plain text.
     * @param id            the source of the Message-ID, the same for every attempt
     * @param to            the recipient's address
     * @param recipientName the recipient's name, in any script
     * @param subject       the subject, in any script
     * @param paragraphs    the text; a line feed starts a new line
     * @param callToAction  the button, or null
     * @param footnote      the small print: why the person gets this email
     * @param accountId     the account that the email is about; when it is erased, emails in the development mailbox are deleted with it
     */
    record Email(
            @NotBlank @Size(max = 200) String id,
            @Size(max = 320) String to,
            @Nullable @Size(max = 200) String recipientName,
            @NotBlank @Size(max = 200) String subject,
            @Size(max = 20) List<@Size(max = 2000) String> paragraphs,
            @Nullable CallToAction callToAction,
            @Nullable @Size(max = 1000) String footnote,
            @Nullable UUID accountId) {
        /** Creates an email that is not about an account. */
        public Email(
                String id,
                String to,
                @Nullable String recipientName,
                String subject,
                List<String> paragraphs,
                @Nullable CallToAction callToAction,
                @Nullable String footnote) {
            this(id, to, recipientName, subject, paragraphs, callToAction, footnote, null);
        }

        public Email {
            paragraphs = List.copyOf(paragraphs);
        }
    }

    /** A button with a link; {@code url} is http, https or mailto. */
    record CallToAction(
            @NotBlank @Size(max = 80) String label,
            @NotBlank @Size(max = 2000) String url) {}

    /** The response to an email that the mail server has accepted. */
    record EmailSent(String messageId) {}
}
