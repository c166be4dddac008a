package io.busbar.services.auth.email;

import io.busbar.bus.Changes;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthContinuations;
import io.busbar.services.auth.AuthContinuations.EmailVerificationRequested;
import io.busbar.services.auth.AuthContinuations.PasswordResetRequested;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.AuthEvents.MfaChanged;
import io.busbar.services.auth.AuthEvents.NewDeviceSignIn;
import io.busbar.services.auth.AuthEvents.PasswordChanged;
import io.busbar.services.auth.AuthEvents.RefreshTokenReused;
import io.busbar.services.auth.account.PreviousEmailStore;
import io.busbar.services.auth.session.SessionListStore;
import io.busbar.services.auth.token.OneTimeTokenStore;
import io.busbar.services.auth.token.OneTimeTokenStore.IssueRequest;
import io.busbar.services.auth.token.OneTimeTokens;
import io.busbar.services.auth.token.OneTimeTokens.Purpose;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.UsersEvents;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.UsersEvents.AccountRegistered;
import io.busbar.services.users.UsersEvents.DeletionScheduled;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/**
 * Sends the emails of accounts when events are delivered. Whether an email is sent is decided here, and not while a user waits, so that
 * neither a response nor its timing reveals whether an account exists. A token is issued before its email is sent.
 */
public final class AccountEmailNotifier {
    /** Longer than the lookup of the account, a change and the timeout of the mail service together. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(28);
    /** About a day and a half, with pauses that double from two seconds up to an hour. */
    private static final int MAX_ATTEMPTS = 45;

    private static final Duration MIN_INTERVAL = Duration.ofMinutes(1);

    private final Changes changes;
    private final AccountLookup accounts;
    private final OneTimeTokens tokens;
    private final OneTimeTokenStore store;
    private final PreviousEmailStore previousEmails;
    private final SessionListStore sessions;
    private final AccountEmailTemplates accountEmailTemplates;
    private final EmailSender emailSender;

    public AccountEmailNotifier(
            Changes changes,
            AccountLookup accounts,
            OneTimeTokens tokens,
            OneTimeTokenStore store,
            PreviousEmailStore previousEmails,
            SessionListStore sessions,
            AccountEmailTemplates accountEmailTemplates,
            EmailSender emailSender) {
        this.changes = changes;
        this.accounts = accounts;
        this.tokens = tokens;
        this.store = store;
        this.previousEmails = previousEmails;
        this.sessions = sessions;
        this.accountEmailTemplates = accountEmailTemplates;
        this.emailSender = emailSender;
    }

    public Subscriber subscriber() {
        return new Subscriber("auth.emails")
                .externalEffects()
                .maxAttempts(MAX_ATTEMPTS, Duration.ofSeconds(2))
                .on(UsersEvents.REGISTERED, (tx, registered) -> accountRegistered(registered))
                .on(UsersEvents.EMAIL_CHANGE_REQUESTED, (tx, requested) -> emailChangeRequested(requested))
                .on(UsersEvents.EMAIL_VERIFIED, this::emailVerified)
                .on(UsersEvents.DELETION_SCHEDULED, (tx, scheduled) -> deletionScheduled(scheduled))
                .on(
                        AuthContinuations.EMAIL_VERIFICATION_REQUESTED,
                        (tx, requested) -> emailVerificationRequested(requested))
                .on(AuthContinuations.PASSWORD_RESET_REQUESTED, (tx, requested) -> passwordResetRequested(requested))
                .on(AuthEvents.PASSWORD_CHANGED, (tx, changed) -> passwordChanged(changed))
                .on(AuthEvents.NEW_DEVICE_SIGN_IN, (tx, signedIn) -> newDeviceSignIn(signedIn))
                .on(AuthEvents.REFRESH_TOKEN_REUSED, (tx, reused) -> refreshTokenReused(reused))
                .on(AuthEvents.MFA_CHANGED, (tx, changed) -> mfaChanged(changed));
    }

    /** Sends a verification email, or notifies the owner of the address if it belongs to another account. */
    private Future<Void> accountRegistered(EventEnvelope<AccountRegistered> envelope) {
        UUID addressOwner = envelope.payload().emailOwner();
        if (addressOwner == null) {
            return forAccount(
                    envelope.payload().id(), account -> sendVerification(envelope.id(), account, Duration.ZERO));
        }
        return forAccount(addressOwner, owner -> sendAlreadyRegistered(envelope.id(), owner));
    }

    private Future<Void> sendAlreadyRegistered(UUID eventId, Account owner) {
        Email email = accountEmailTemplates.alreadyRegistered(eventId, owner);
        return issueTokenAndSend(eventId, Purpose.ALREADY_REGISTERED, owner, owner.email(), MIN_INTERVAL, email);
    }

    /** Sends no link if the address belongs to another account by now, because the link could not verify it. */
    private Future<Void> emailVerificationRequested(EventEnvelope<EmailVerificationRequested> envelope) {
        return forAccount(
                envelope.payload().id(),
                account -> accounts.byIdentifier(account.email(), systemCaller())
                        .map(owner -> owner.isEmpty() || owner.get().status() == AccountStatus.PENDING)
                        .compose(available -> available
                                ? sendVerification(envelope.id(), account, MIN_INTERVAL)
                                : Future.succeededFuture()));
    }

    private Future<Void> sendVerification(UUID eventId, Account account, Duration minInterval) {
        if (account.status() != AccountStatus.PENDING) {
            return Future.succeededFuture();
        }
        Email email = accountEmailTemplates.verify(eventId, account);
        return issueTokenAndSend(eventId, Purpose.VERIFY_EMAIL, account, account.email(), minInterval, email);
    }

    private Future<Void> emailChangeRequested(EventEnvelope<AccountEvent> envelope) {
        return forAccount(envelope.payload().id(), account -> {
            String address = account.pendingEmail();
            if (address == null) {
                return Future.succeededFuture();
            }
            Email email = accountEmailTemplates.changeEmail(envelope.id(), account, address);
            return issueTokenAndSend(envelope.id(), Purpose.CHANGE_EMAIL, account, address, Duration.ZERO, email);
        });
    }

    private Future<Void> passwordResetRequested(EventEnvelope<PasswordResetRequested> envelope) {
        return forAccount(envelope.payload().id(), account -> {
            if (!AccountLookup.mayResetPassword(account)) {
                return Future.succeededFuture();
            }
            Email email = accountEmailTemplates.resetPassword(envelope.id(), account);
            return issueTokenAndSend(
                    envelope.id(), Purpose.RESET_PASSWORD, account, account.email(), MIN_INTERVAL, email);
        });
    }

    private Future<Void> passwordChanged(EventEnvelope<PasswordChanged> envelope) {
        return forAccount(
                envelope.payload().id(),
                account -> send(accountEmailTemplates.passwordChanged(envelope.id(), account, envelope.publishedAt())));
    }

    private Future<Void> newDeviceSignIn(EventEnvelope<NewDeviceSignIn> envelope) {
        return sessions.find(envelope.payload().session(), null).compose(session -> {
            if (session.isEmpty()) {
                return Future.succeededFuture();
            }
            return forAccount(
                    envelope.payload().id(),
                    account -> send(accountEmailTemplates.newDeviceSignIn(envelope.id(), account, session.get())));
        });
    }

    private Future<Void> refreshTokenReused(EventEnvelope<RefreshTokenReused> envelope) {
        return forAccount(
                envelope.payload().id(),
                account ->
                        send(accountEmailTemplates.refreshTokenReused(envelope.id(), account, envelope.publishedAt())));
    }

    private Future<Void> mfaChanged(EventEnvelope<MfaChanged> envelope) {
        boolean enabled = envelope.payload().enabled();
        return forAccount(
                envelope.payload().id(),
                account -> send(
                        accountEmailTemplates.mfaChanged(envelope.id(), account, envelope.publishedAt(), enabled)));
    }

    private Future<Void> deletionScheduled(EventEnvelope<DeletionScheduled> envelope) {
        DeletionScheduled scheduled = envelope.payload();
        return forAccount(scheduled.id(), account -> {
            if (account.status() != AccountStatus.PENDING_DELETION) {
                return Future.succeededFuture();
            }
            return send(accountEmailTemplates.deletionScheduled(envelope.id(), account, scheduled.eraseAt()));
        });
    }

    /** Notifies the owner at the previous address, if the address was replaced. */
    private Future<Void> emailVerified(Tx tx, EventEnvelope<AccountEvent> envelope) {
        UUID account = envelope.payload().id();
        return previousEmails.find(account).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture();
            }
            return notifyPreviousAddress(envelope.id(), account, found.get())
                    .compose(sent -> previousEmails.delete(tx, account))
                    .mapEmpty();
        });
    }

    private Future<Void> notifyPreviousAddress(UUID eventId, UUID id, String previousEmail) {
        return forAccount(id, account -> {
            if (previousEmail.equals(account.email())) {
                return Future.succeededFuture();
            }
            return send(accountEmailTemplates.emailChanged(eventId, account, previousEmail));
        });
    }

    /** Runs the action if the account exists. */
    private Future<Void> forAccount(UUID id, Function<Account, Future<Void>> action) {
        return accounts.byId(id, systemCaller())
                .compose(found -> found.isPresent() ? action.apply(found.get()) : Future.succeededFuture());
    }

    /** Sends the email if its token can be issued, which limits the number of emails per address. */
    private Future<Void> issueTokenAndSend(
            UUID eventId, Purpose purpose, Account account, String address, Duration minInterval, Email email) {
        IssueRequest issueRequest =
                new IssueRequest(eventId, purpose, account.id(), tokens.hashAddress(address), minInterval);
        return changes.change(systemCaller(), "auth.issueToken", tx -> {
                    tx.auditSubject("user", account.id());
                    return store.issue(tx, issueRequest);
                })
                .compose(issued -> issued ? send(email) : Future.succeededFuture());
    }

    private Future<Void> send(Email email) {
        return emailSender.send(email, systemCaller());
    }

    private static RequestContext systemCaller() {
        return RequestContext.system("auth.emails", DELIVERY_TIMEOUT);
    }
}
