package io.busbar.services.auth.email;

import io.busbar.bus.Changes;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.AuthEvents.EmailVerificationRequested;
import io.busbar.services.auth.AuthEvents.MfaChanged;
import io.busbar.services.auth.AuthEvents.NewDeviceSignIn;
import io.busbar.services.auth.AuthEvents.PasswordChanged;
import io.busbar.services.auth.AuthEvents.PasswordResetRequested;
import io.busbar.services.auth.AuthEvents.RefreshTokenReused;
import io.busbar.services.auth.account.PreviousEmailStore;
import io.busbar.services.auth.password.PasswordResets;
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
 * Who is written to, and when. What people ask for is decided here and not while they wait, so that nobody learns from an answer or its
 * timing whether an account exists. A letter's token holds before the letter goes out.
 */
public final class AccountEmailNotifier {
    /** Longer than an account's lookup, a change and the mail server's time together. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(28);
    /** With pauses that double from two seconds up to an hour: about a day and a half. */
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
                .on(UsersEvents.REGISTERED, (tx, accountRegistered) -> registered(accountRegistered))
                .on(UsersEvents.EMAIL_CHANGE_REQUESTED, (tx, requested) -> emailChangeRequested(requested))
                .on(UsersEvents.EMAIL_VERIFIED, this::emailConfirmed)
                .on(UsersEvents.DELETION_SCHEDULED, (tx, scheduled) -> deletionScheduled(scheduled))
                .on(AuthEvents.EMAIL_VERIFICATION_REQUESTED, (tx, requested) -> emailVerificationRequested(requested))
                .on(AuthEvents.PASSWORD_RESET_REQUESTED, (tx, requested) -> passwordResetRequested(requested))
                .on(AuthEvents.PASSWORD_CHANGED, (tx, changed) -> passwordChanged(changed))
                .on(AuthEvents.NEW_DEVICE_SIGN_IN, (tx, signedIn) -> newDeviceSignIn(signedIn))
                .on(AuthEvents.REFRESH_TOKEN_REUSED, (tx, reused) -> refreshTokenReused(reused))
                .on(AuthEvents.MFA_CHANGED, (tx, changed) -> mfaChanged(changed));
    }

    private Future<?> registered(EventEnvelope<AccountRegistered> eventEnvelope) {
        UUID owner = eventEnvelope.payload().emailOwner();
        return owner == null
                ? forAccount(
                        eventEnvelope.payload().id(),
                        account -> sendVerification(eventEnvelope.id(), account, Duration.ZERO))
                : forAccount(
                        owner,
                        account -> sendOnce(
                                eventEnvelope.id(),
                                Purpose.ALREADY_REGISTERED,
                                account,
                                account.email(),
                                MIN_INTERVAL,
                                accountEmailTemplates.alreadyRegistered(eventEnvelope.id(), account)));
    }

    /** Not when the address is somebody else's by now: no link could make it this account's. */
    private Future<?> emailVerificationRequested(EventEnvelope<EmailVerificationRequested> eventEnvelope) {
        return forAccount(
                eventEnvelope.payload().id(),
                account -> accounts.byIdentifier(account.email(), systemCaller())
                        .compose(owner -> owner.isEmpty() || owner.get().status() == AccountStatus.PENDING
                                ? sendVerification(eventEnvelope.id(), account, MIN_INTERVAL)
                                : Future.succeededFuture()));
    }

    private Future<?> sendVerification(UUID eventId, Account account, Duration minInterval) {
        return account.status() == AccountStatus.PENDING
                ? sendOnce(
                        eventId,
                        Purpose.VERIFY_EMAIL,
                        account,
                        account.email(),
                        minInterval,
                        accountEmailTemplates.verify(eventId, account))
                : Future.succeededFuture();
    }

    private Future<?> emailChangeRequested(EventEnvelope<AccountEvent> eventEnvelope) {
        return forAccount(eventEnvelope.payload().id(), account -> {
            String address = account.pendingEmail();
            return address == null
                    ? Future.succeededFuture()
                    : sendOnce(
                            eventEnvelope.id(),
                            Purpose.CHANGE_EMAIL,
                            account,
                            address,
                            Duration.ZERO,
                            accountEmailTemplates.changeEmail(eventEnvelope.id(), account, address));
        });
    }

    private Future<?> passwordResetRequested(EventEnvelope<PasswordResetRequested> eventEnvelope) {
        return forAccount(
                eventEnvelope.payload().id(),
                account -> PasswordResets.isAllowedFor(account)
                        ? sendOnce(
                                eventEnvelope.id(),
                                Purpose.RESET_PASSWORD,
                                account,
                                account.email(),
                                MIN_INTERVAL,
                                accountEmailTemplates.resetPassword(eventEnvelope.id(), account))
                        : Future.succeededFuture());
    }

    private Future<?> passwordChanged(EventEnvelope<PasswordChanged> eventEnvelope) {
        return forAccount(
                eventEnvelope.payload().id(),
                account -> send(accountEmailTemplates.passwordChanged(
                        eventEnvelope.id(), account, eventEnvelope.publishedAt())));
    }

    private Future<?> newDeviceSignIn(EventEnvelope<NewDeviceSignIn> eventEnvelope) {
        return sessions.find(eventEnvelope.payload().session(), null)
                .compose(session -> forAccount(
                        eventEnvelope.payload().id(),
                        account -> session.isPresent()
                                ? send(accountEmailTemplates.newDeviceSignIn(
                                        eventEnvelope.id(), account, session.get()))
                                : Future.succeededFuture()));
    }

    private Future<?> refreshTokenReused(EventEnvelope<RefreshTokenReused> eventEnvelope) {
        return forAccount(
                eventEnvelope.payload().id(),
                account -> send(accountEmailTemplates.refreshTokenReused(
                        eventEnvelope.id(), account, eventEnvelope.publishedAt())));
    }

    private Future<?> mfaChanged(EventEnvelope<MfaChanged> eventEnvelope) {
        boolean enabled = eventEnvelope.payload().enabled();
        return forAccount(
                eventEnvelope.payload().id(),
                account -> send(accountEmailTemplates.mfaChanged(
                        eventEnvelope.id(), account, eventEnvelope.publishedAt(), enabled)));
    }

    private Future<?> deletionScheduled(EventEnvelope<DeletionScheduled> eventEnvelope) {
        return forAccount(
                eventEnvelope.payload().id(),
                account -> account.status() == AccountStatus.PENDING_DELETION
                        ? send(accountEmailTemplates.deletionScheduled(
                                eventEnvelope.id(),
                                account,
                                eventEnvelope.payload().eraseAt()))
                        : Future.succeededFuture());
    }

    /** The owner of an address that was replaced is told there. */
    private Future<?> emailConfirmed(Tx tx, EventEnvelope<AccountEvent> eventEnvelope) {
        UUID id = eventEnvelope.payload().id();
        return previousEmails
                .find(id)
                .compose(previousEmail -> previousEmail.isEmpty()
                        ? Future.succeededFuture()
                        : forAccount(
                                        id,
                                        account -> previousEmail.get().equals(account.email())
                                                ? Future.succeededFuture()
                                                : send(accountEmailTemplates.emailChanged(
                                                        eventEnvelope.id(), account, previousEmail.get())))
                                .compose(sent -> previousEmails.delete(tx, id)));
    }

    /** What is to be done about an account; nothing when there is none. */
    private Future<?> forAccount(UUID id, Function<Account, Future<?>> action) {
        return accounts.byId(id, systemCaller())
                .compose(found -> found.isPresent() ? action.apply(found.get()) : Future.succeededFuture());
    }

    private Future<?> sendOnce(
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
