package io.busbar.services.auth.signin;

import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.mfa.MfaStore;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.session.SessionStore;
import io.busbar.services.auth.session.Sessions;
import io.busbar.services.auth.signin.MfaChallengeStore.MfaChallenge;
import io.busbar.services.auth.token.SignedIdCodec;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The one way from a first factor, whichever it was, to a session. Whoever has a second factor gets a challenge here and nothing else;
 * {@link #complete} is for those who have answered it.
 */
public final class SignInFlow {
    private static final String ACTION = "auth.login";

    private final Bus bus;
    private final Changes changes;
    private final Sessions sessions;
    private final CredentialStore credentials;
    private final MfaStore mfaStore;
    private final MfaChallengeStore challenges;
    private final SignedIdCodec challengeTokens;
    private final DeviceTokens deviceTokens;

    /** What comes of a first factor. */
    sealed interface SignInOutcome {}

    /** A session; {@code resumed} when that took back the account's deletion. */
    record SignInCompleted(
            Account account, Sessions.SessionTokens tokens, String deviceToken, boolean deletionCancelled)
            implements SignInOutcome {
        @Override
        public String toString() {
            return "SignInCompleted";
        }
    }

    /** A question that only the second factor answers. */
    record MfaRequired(String challenge) implements SignInOutcome {
        @Override
        public String toString() {
            return "MfaRequired";
        }
    }

    public SignInFlow(
            Bus bus,
            Changes changes,
            Sessions sessions,
            CredentialStore credentials,
            MfaStore mfaStore,
            MfaChallengeStore challenges,
            SignedIdCodec challengeTokens,
            DeviceTokens deviceTokens) {
        this.bus = bus;
        this.changes = changes;
        this.sessions = sessions;
        this.credentials = credentials;
        this.mfaStore = mfaStore;
        this.challenges = challenges;
        this.challengeTokens = challengeTokens;
        this.deviceTokens = deviceTokens;
    }

    /**
     * Lets somebody through whose first factor was right. Fails with ACCOUNT_SUSPENDED, and with INVALID_CREDENTIALS for an account whose
     * address is not confirmed.
     *
     * @param transactionWork happens in the same change, or nothing does
     */
    Future<SignInOutcome> continueAfterFirstFactor(
            RequestContext requestContext, FirstFactor firstFactor, Function<Tx, Future<?>> transactionWork) {
        return requireSignInAllowed(firstFactor.account())
                .compose(allowed -> mfaStore.getState(firstFactor.account().id()))
                .compose(mfaState -> mfaState.isEnabled()
                        ? issueChallenge(requestContext, firstFactor, transactionWork)
                        : complete(requestContext, firstFactor, false, transactionWork)
                                .map(signInCompleted -> signInCompleted));
    }

    /** Lets somebody through who has proved all that the account asks for; else as {@link #continueAfterFirstFactor}. */
    Future<SignInCompleted> complete(
            RequestContext requestContext,
            FirstFactor firstFactor,
            boolean withMfa,
            Function<Tx, Future<?>> transactionWork) {
        Account account = firstFactor.account();
        return requireSignInAllowed(account).compose(allowed -> {
            if (account.status() != AccountStatus.PENDING_DELETION) {
                return openSession(requestContext, account, firstFactor, withMfa, false, transactionWork);
            }
            return changes.change(requestContext, ACTION, tx -> withLockedCredential(tx, account, transactionWork))
                    .compose(passwordChangedAt -> bus.call(
                                    AccountOperations.CANCEL_DELETION, new AccountId(account.id()), requestContext)
                            .compose(restored -> openSession(
                                    requestContext,
                                    restored,
                                    firstFactor,
                                    withMfa,
                                    true,
                                    tx -> requireUnchangedCredential(tx, account, passwordChangedAt))));
        });
    }

    /**
     * Does this once nobody can change the password any more before the end of the transaction: a change that comes first is seen here, one
     * that comes later sees the session that is opened.
     */
    private Future<Optional<OffsetDateTime>> withLockedCredential(
            Tx tx, Account account, Function<Tx, Future<?>> transactionWork) {
        return credentials
                .lockForShare(tx, account.id())
                .compose(changedAt -> transactionWork.apply(tx).map(changedAt));
    }

    private Future<?> requireUnchangedCredential(Tx tx, Account account, Optional<OffsetDateTime> passwordChangedAt) {
        return credentials
                .lockForShare(tx, account.id())
                .compose(now -> now.equals(passwordChangedAt)
                        ? Future.succeededFuture()
                        : Future.failedFuture(PasswordSignIn.invalidCredentials()));
    }

    private Future<SignInOutcome> issueChallenge(
            RequestContext requestContext, FirstFactor firstFactor, Function<Tx, Future<?>> transactionWork) {
        MfaChallenge mfaChallenge = new MfaChallenge(
                firstFactor.account().id(),
                firstFactor.method(),
                firstFactor.clientInfo().device(),
                firstFactor.knownOrigin(),
                firstFactor.deviceId());
        return changes.change(
                        requestContext,
                        "auth.issueMfaChallenge",
                        tx -> transactionWork.apply(tx).compose(done -> challenges.insert(tx, mfaChallenge)))
                .map(id -> new MfaRequired(challengeTokens.encode(id, 0)));
    }

    private Future<SignInCompleted> openSession(
            RequestContext requestContext,
            Account account,
            FirstFactor firstFactor,
            boolean withMfa,
            boolean deletionCancelled,
            Function<Tx, Future<?>> transactionWork) {
        return changes.change(
                        requestContext,
                        ACTION,
                        tx -> withLockedCredential(tx, account, transactionWork)
                                .compose(done -> sessions.open(
                                        tx, account, firstFactor.method(), firstFactor.clientInfo(), withMfa))
                                .onSuccess(openedSession -> publishSignIn(tx, firstFactor, openedSession)))
                .map(openedSession -> new SignInCompleted(
                        account,
                        sessions.tokens(account, openedSession.id(), 0),
                        deviceTokens.encode(
                                firstFactor.deviceId() == null ? UUID.randomUUID() : firstFactor.deviceId(),
                                account.id()),
                        deletionCancelled));
    }

    private static void publishSignIn(Tx tx, FirstFactor firstFactor, SessionStore.OpenedSession openedSession) {
        UUID account = firstFactor.account().id();
        tx.auditSubject("user", account);
        if (!openedSession.firstSignIn() && !firstFactor.knownOrigin()) {
            tx.publish(
                    AuthEvents.NEW_DEVICE_SIGN_IN,
                    account.toString(),
                    new AuthEvents.NewDeviceSignIn(account, openedSession.id()));
        }
    }

    private static Future<Void> requireSignInAllowed(Account account) {
        return switch (account.status()) {
            case ACTIVE, PENDING_DELETION -> Future.succeededFuture();
            case SUSPENDED -> Future.failedFuture(Failure.of(FailureCode.ACCOUNT_SUSPENDED));
            case PENDING -> Future.failedFuture(PasswordSignIn.invalidCredentials());
        };
    }
}
