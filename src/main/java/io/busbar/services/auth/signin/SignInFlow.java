package io.busbar.services.auth.signin;

import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
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
 * The only path from a first factor to a session. If MFA is on, {@link #continueAfterFirstFactor} issues a challenge and opens no session;
 * {@link #complete} opens the session once the challenge is answered.
 */
public final class SignInFlow {
    private static final String ACTION = "auth.login";

    /** Challenge tokens are not rotated, so their number is always 0. */
    private static final long UNNUMBERED = 0;

    /** The number of the first refresh token of a session. */
    private static final long FIRST_TOKEN_NUMBER = 0;

    private final Bus bus;
    private final Changes changes;
    private final Sessions sessions;
    private final CredentialStore credentials;
    private final MfaStore mfaStore;
    private final MfaChallengeStore challenges;
    private final SignedIdCodec challengeTokens;
    private final DeviceTokens deviceTokens;

    /** The outcome of a sign-in step. */
    sealed interface SignInOutcome {}

    /** The sign-in is complete; {@code deletionCancelled} if it cancelled the account's deletion. */
    record SignInCompleted(
            Account account, Sessions.SessionTokens tokens, String deviceToken, boolean deletionCancelled)
            implements SignInOutcome {
        SignInCompleted withDeletionCancelled() {
            return new SignInCompleted(account, tokens, deviceToken, /* deletionCancelled= */ true);
        }

        @Override
        public String toString() {
            return "SignInCompleted";
        }
    }

    /** The sign-in continues when the client answers this challenge with the second factor. */
    record MfaRequired(String challenge) implements SignInOutcome {
        @Override
        public String toString() {
            return "MfaRequired";
        }
    }

    /**
     * A sign-in whose factors are verified.
     *
     * @param withMfa         whether the second factor was verified too
     * @param verifyAndRecord verifies once more that the last factor is valid and records that it was used. Runs in the change that opens
     *     the session or issues the challenge; if the sign-in cancels the account's deletion, in a change before that.
     */
    record SignInAttempt(
            RequestContext requestContext,
            FirstFactor firstFactor,
            boolean withMfa,
            Function<Tx, Future<?>> verifyAndRecord) {
        /** Returns an attempt whose first factor is verified. */
        static SignInAttempt withFirstFactor(
                RequestContext requestContext, FirstFactor firstFactor, Function<Tx, Future<?>> verifyAndRecord) {
            return new SignInAttempt(requestContext, firstFactor, /* withMfa= */ false, verifyAndRecord);
        }

        /** Returns an attempt whose two factors are verified. */
        static SignInAttempt withBothFactors(
                RequestContext requestContext, FirstFactor firstFactor, Function<Tx, Future<?>> verifyAndRecord) {
            return new SignInAttempt(requestContext, firstFactor, /* withMfa= */ true, verifyAndRecord);
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
     * Opens a session after a verified first factor, or issues a challenge if MFA is on. Fails with ACCOUNT_SUSPENDED if the account is
     * suspended, and with INVALID_CREDENTIALS if its address is not verified.
     */
    Future<SignInOutcome> continueAfterFirstFactor(SignInAttempt attempt) {
        Account account = attempt.firstFactor().account();
        requireSignInAllowed(account);
        return mfaStore.getState(account.id())
                .compose(mfaState -> mfaState.isEnabled()
                        ? issueChallenge(attempt)
                        : complete(attempt).map(SignInOutcome.class::cast));
    }

    /**
     * Opens a session after all factors that the account requires are verified. Fails as {@link #continueAfterFirstFactor} does.
     */
    Future<SignInCompleted> complete(SignInAttempt attempt) {
        Account account = attempt.firstFactor().account();
        requireSignInAllowed(account);
        return account.status() == AccountStatus.PENDING_DELETION
                ? cancelDeletionAndComplete(attempt)
                : openSession(attempt, account, attempt.verifyAndRecord());
    }

    private static void requireSignInAllowed(Account account) {
        Require.that(account.status() != AccountStatus.SUSPENDED, () -> Failure.of(FailureCode.ACCOUNT_SUSPENDED));
        Require.that(account.status() != AccountStatus.PENDING, PasswordSignIn::invalidCredentials);
    }

    /**
     * Verifies and records the factor in a change of its own, then cancels the deletion, then opens a session unless the password has
     * changed since. The order matters: a factor that is no longer valid must not cancel the deletion.
     */
    private Future<SignInCompleted> cancelDeletionAndComplete(SignInAttempt attempt) {
        Account account = attempt.firstFactor().account();
        RequestContext requestContext = attempt.requestContext();
        return changes.change(
                        requestContext, ACTION, tx -> withLockedCredential(tx, account, attempt.verifyAndRecord()))
                .compose(passwordChangedAt -> cancelDeletion(account, requestContext)
                        .compose(restored -> openSession(
                                attempt, restored, tx -> requireUnchangedCredential(tx, account, passwordChangedAt))))
                .map(SignInCompleted::withDeletionCancelled);
    }

    private Future<Account> cancelDeletion(Account account, RequestContext requestContext) {
        return bus.call(AccountOperations.CANCEL_DELETION, new AccountId(account.id()), requestContext);
    }

    /**
     * Locks the password until the end of the transaction, then verifies and records the factor. A password change that committed earlier
     * is visible here; a later one waits for the lock, then finds the new session and ends it.
     */
    private Future<Optional<OffsetDateTime>> withLockedCredential(
            Tx tx, Account account, Function<Tx, Future<?>> verifyAndRecord) {
        return credentials
                .lockForShare(tx, account.id())
                .compose(changedAt -> verifyAndRecord.apply(tx).map(changedAt));
    }

    private Future<?> requireUnchangedCredential(Tx tx, Account account, Optional<OffsetDateTime> passwordChangedAt) {
        return credentials.lockForShare(tx, account.id()).map(changedAt -> {
            Require.that(changedAt.equals(passwordChangedAt), PasswordSignIn::invalidCredentials);
            return changedAt;
        });
    }

    private Future<SignInOutcome> issueChallenge(SignInAttempt attempt) {
        FirstFactor firstFactor = attempt.firstFactor();
        MfaChallenge mfaChallenge = new MfaChallenge(
                firstFactor.account().id(),
                firstFactor.method(),
                firstFactor.clientInfo().device(),
                firstFactor.knownOrigin(),
                firstFactor.deviceId());
        return changes.change(
                        attempt.requestContext(),
                        "auth.issueMfaChallenge",
                        tx -> attempt.verifyAndRecord().apply(tx).compose(done -> challenges.insert(tx, mfaChallenge)))
                .map(id -> new MfaRequired(challengeTokens.encode(id, UNNUMBERED)));
    }

    /**
     * Opens a session.
     *
     * @param account the account as it is now; its deletion may have been cancelled since the first factor was verified
     * @param verify  runs in the change that opens the session
     */
    private Future<SignInCompleted> openSession(
            SignInAttempt attempt, Account account, Function<Tx, Future<?>> verify) {
        FirstFactor firstFactor = attempt.firstFactor();
        return changes.change(
                        attempt.requestContext(),
                        ACTION,
                        tx -> withLockedCredential(tx, account, verify)
                                .compose(done -> sessions.open(
                                        tx, account, firstFactor.method(), firstFactor.clientInfo(), attempt.withMfa()))
                                .onSuccess(openedSession -> recordSignIn(tx, firstFactor, openedSession)))
                .map(openedSession -> new SignInCompleted(
                        account,
                        sessions.tokens(account, openedSession.id(), FIRST_TOKEN_NUMBER),
                        deviceToken(firstFactor),
                        /* deletionCancelled= */ false));
    }

    private String deviceToken(FirstFactor firstFactor) {
        UUID knownDevice = firstFactor.deviceId();
        return deviceTokens.encode(
                knownDevice == null ? UUID.randomUUID() : knownDevice,
                firstFactor.account().id());
    }

    /** Audits the sign-in. Publishes it unless it is the account's first or is from a known device or network. */
    private static void recordSignIn(Tx tx, FirstFactor firstFactor, SessionStore.OpenedSession openedSession) {
        UUID account = firstFactor.account().id();
        tx.auditSubject("user", account);
        if (openedSession.firstSignIn() || firstFactor.knownOrigin()) {
            return;
        }
        tx.publish(AuthEvents.NEW_DEVICE_SIGN_IN, account, new AuthEvents.NewDeviceSignIn(account, openedSession.id()));
    }
}
