package io.busbar.services.mail;

import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the mail service does for other services: it alone speaks to the mail server. */
public interface MailOperations {
    Contract MAIL = Contract.of("mail", "Sends mail.");

    /**
     * Hands a letter to the mail server; done when the server has accepted it. Safe to repeat: the Message-ID stays the same. Fails with
     * SERVICE_UNAVAILABLE while the server is away, and with VALIDATION_ERROR at {@code /to} when it refuses the recipient for good, at
     * {@code /paragraphs} when it refuses what the letter says.
     */
    Operation<Email, EmailSent> SEND = MAIL.internal("send")
            .summary("Send a letter")
            .idempotent()
            .timeout(Duration.ofSeconds(20))
            .maxRequest(256 << 10)
            .takes(Email.class)
            .returns(EmailSent.class);

    /**
     * A letter to one person, in plain text: how it looks is the mail service's business.
     *
     * @param id         what the Message-ID is made of, so the same for every attempt
     * @param to         the address
     * @param name       the person's name, in any script
     * @param subject    in any script
     * @param paragraphs the letter itself; a line feed in one is a new line
     * @param callToAction     what to do about it
     * @param footnote   small print: why the person gets this
     * @param accountId      whose account it is about: when that is erased, a letter that is kept here goes too, wherever it was sent
     */
    record Email(
            @NotBlank @Size(max = 200) String id,
            @NotNull @Size(max = 320) String to,
            @Nullable @Size(max = 200) String name,
            @NotBlank @Size(max = 200) String subject,
            @NotNull @Size(max = 20) List<@NotNull @Size(max = 2000) String> paragraphs,
            @Nullable CallToAction callToAction,
            @Nullable @Size(max = 1000) String footnote,
            @Nullable UUID accountId) {
        /** One that is about nobody's account. */
        public Email(
                String id,
                String to,
                @Nullable String name,
                String subject,
                List<String> paragraphs,
                @Nullable CallToAction callToAction,
                @Nullable String footnote) {
            this(id, to, name, subject, paragraphs, callToAction, footnote, null);
        }

        public Email {
            paragraphs = List.copyOf(paragraphs);
        }
    }

    /** A link that stands out; {@code url} is http, https or mailto. */
    record CallToAction(
            @NotBlank @Size(max = 80) String label,
            @NotBlank @Size(max = 2000) String url) {}

    /** The mail server has it. */
    record EmailSent(@NotNull String messageId) {}
}
