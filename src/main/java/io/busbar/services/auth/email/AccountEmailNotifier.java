package io.busbar.services.auth.email;

import io.busbar.bus.Changes;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.events.ExternalSubscriber;
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

    public ExternalSubscriber subscriber() {
        return new ExternalSubscriber("auth.emails")
                .maxAttempts(MAX_ATTEMPTS, Duration.ofSeconds(2))
                .on(UsersEvents.REGISTERED, this::accountRegistered)
                .on(UsersEvents.EMAIL_CHANGE_REQUESTED, this::emailChangeRequested)
                .on(UsersEvents.EMAIL_VERIFIED, this::emailVerified, this::deletePreviousEmail)
                .on(UsersEvents.DELETION_SCHEDULED, this::deletionScheduled)
                .on(AuthContinuations.EMAIL_VERIFICATION_REQUESTED, this::emailVerificationRequested)
                .on(AuthContinuations.PASSWORD_RESET_REQUESTED, this::passwordResetRequested)
                .on(AuthEvents.PASSWORD_CHANGED, this::passwordChanged)
                .on(AuthEvents.NEW_DEVICE_SIGN_IN, this::newDeviceSignIn)
                .on(AuthEvents.REFRESH_TOKEN_REUSED, this::refreshTokenReused)
                .on(AuthEvents.MFA_CHANGED, this::mfaChanged);
    }

    /** Sends a verification email, or notifies the owner of the address if it belongs to another account. */
    private Future<Void> accountRegistered(EventEnvelope<AccountRegistered> envelope, RequestContext requestContext) {
        UUID addressOwner = envelope.payload().emailOwner();
        if (addressOwner == null) {
            return forAccount(
                    envelope.payload().id(),
                    requestContext,
                    account -> sendVerification(envelope.id(), account, Duration.ZERO, requestContext));
        }
        return forAccount(
                addressOwner, requestContext, owner -> sendAlreadyRegistered(envelope.id(), owner, requestContext));
    }

    private Future<Void> sendAlreadyRegistered(UUID eventId, Account owner, RequestContext requestContext) {
        Email email = accountEmailTemplates.alreadyRegistered(eventId, owner);
        return issueTokenAndSend(
                eventId, Purpose.ALREADY_REGISTERED, owner, owner.email(), MIN_INTERVAL, email, requestContext);
    }

    /** Sends no link if the address belongs to another account by now, because the link could not verify it. */
    private Future<Void> emailVerificationRequested(
            EventEnvelope<EmailVerificationRequested> envelope, RequestContext requestContext) {
        return forAccount(
                envelope.payload().id(),
                requestContext,
                account -> accounts.byIdentifier(account.email(), requestContext)
                        .map(owner -> owner.isEmpty() || owner.get().status() == AccountStatus.PENDING)
                        .compose(available -> available
                                ? sendVerification(envelope.id(), account, MIN_INTERVAL, requestContext)
                                : Future.succeededFuture()));
    }

    private Future<Void> sendVerification(
            UUID eventId, Account account, Duration minInterval, RequestContext requestContext) {
        if (account.status() != AccountStatus.PENDING) {
            return Future.succeededFuture();
        }
        Email email = accountEmailTemplates.verify(eventId, account);
        return issueTokenAndSend(
                eventId, Purpose.VERIFY_EMAIL, account, account.email(), minInterval, email, requestContext);
    }

    private Future<Void> emailChangeRequested(EventEnvelope<AccountEvent> envelope, RequestContext requestContext) {
        return forAccount(envelope.payload().id(), requestContext, account -> {
            String address = account.pendingEmail();
            if (address == null) {
                return Future.succeededFuture();
            }
            Email email = accountEmailTemplates.changeEmail(envelope.id(), account, address);
            return issueTokenAndSend(
                    envelope.id(), Purpose.CHANGE_EMAIL, account, address, Duration.ZERO, email, requestContext);
        });
    }

    private Future<Void> passwordResetRequested(
            EventEnvelope<PasswordResetRequested> envelope, RequestContext requestContext) {
        return forAccount(envelope.payload().id(), requestContext, account -> {
            if (!AccountLookup.mayResetPassword(account)) {
                return Future.succeededFuture();
            }
            Email email = accountEmailTemplates.resetPassword(envelope.id(), account);
            return issueTokenAndSend(
                    envelope.id(),
                    Purpose.RESET_PASSWORD,
                    account,
                    account.email(),
                    MIN_INTERVAL,
                    email,
                    requestContext);
        });
    }

    private Future<Void> passwordChanged(EventEnvelope<PasswordChanged> envelope, RequestContext requestContext) {
        return forAccount(
                envelope.payload().id(),
                requestContext,
                account -> send(
                        accountEmailTemplates.passwordChanged(envelope.id(), account, envelope.publishedAt()),
                        requestContext));
    }

    private Future<Void> newDeviceSignIn(EventEnvelope<NewDeviceSignIn> envelope, RequestContext requestContext) {
        return sessions.find(envelope.payload().session(), null).compose(session -> {
            if (session.isEmpty()) {
                return Future.succeededFuture();
            }
            return forAccount(
                    envelope.payload().id(),
                    requestContext,
                    account -> send(
                            accountEmailTemplates.newDeviceSignIn(envelope.id(), account, session.get()),
                            requestContext));
        });
    }

    private Future<Void> refreshTokenReused(EventEnvelope<RefreshTokenReused> envelope, RequestContext requestContext) {
        return forAccount(
                envelope.payload().id(),
                requestContext,
                account -> send(
                        accountEmailTemplates.refreshTokenReused(envelope.id(), account, envelope.publishedAt()),
                        requestContext));
    }

    private Future<Void> mfaChanged(EventEnvelope<MfaChanged> envelope, RequestContext requestContext) {
        boolean enabled = envelope.payload().enabled();
        return forAccount(
                envelope.payload().id(),
                requestContext,
                account -> send(
                        accountEmailTemplates.mfaChanged(envelope.id(), account, envelope.publishedAt(), enabled),
                        requestContext));
    }

    private Future<Void> deletionScheduled(EventEnvelope<DeletionScheduled> envelope, RequestContext requestContext) {
        DeletionScheduled scheduled = envelope.payload();
        return forAccount(scheduled.id(), requestContext, account -> {
            if (account.status() != AccountStatus.PENDING_DELETION) {
                return Future.succeededFuture();
            }
            return send(
                    accountEmailTemplates.deletionScheduled(envelope.id(), account, scheduled.eraseAt()),
                    requestContext);
        });
    }

    /** Notifies the owner at the previous address, if the address was replaced. Returns whether there is a previous address. */
    private Future<Boolean> emailVerified(EventEnvelope<AccountEvent> envelope, RequestContext requestContext) {
        UUID account = envelope.payload().id();
        return previousEmails
                .find(account)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(false)
                        : notifyPreviousAddress(envelope.id(), account, found.get(), requestContext)
                                .map(true));
    }

    private Future<?> deletePreviousEmail(Tx tx, EventEnvelope<AccountEvent> envelope, boolean found) {
        return found ? previousEmails.delete(tx, envelope.payload().id()) : Future.succeededFuture();
    }

    private Future<Void> notifyPreviousAddress(
            UUID eventId, UUID id, String previousEmail, RequestContext requestContext) {
        return forAccount(id, requestContext, account -> {
            if (previousEmail.equals(account.email())) {
                return Future.succeededFuture();
            }
            return send(accountEmailTemplates.emailChanged(eventId, account, previousEmail), requestContext);
        });
    }

    /** Runs the action if the account exists. */
    private Future<Void> forAccount(UUID id, RequestContext requestContext, Function<Account, Future<Void>> action) {
        return accounts.byId(id, requestContext)
                .compose(found -> found.isPresent() ? action.apply(found.get()) : Future.succeededFuture());
    }

    /** Sends the email if its token can be issued, which limits the number of emails per address. */
    private Future<Void> issueTokenAndSend(
            UUID eventId,
            Purpose purpose,
            Account account,
            String address,
            Duration minInterval,
            Email email,
            RequestContext requestContext) {
        IssueRequest issueRequest =
                new IssueRequest(eventId, purpose, account.id(), tokens.hashAddress(address), minInterval);
        return changes.change(requestContext, "auth.issueToken", tx -> {
                    tx.auditSubject("user", account.id());
                    return store.issue(tx, issueRequest);
                })
                .compose(issued -> issued ? send(email, requestContext) : Future.succeededFuture());
    }

    private Future<Void> send(Email email, RequestContext requestContext) {
        return emailSender.send(email, requestContext);
    }
}
