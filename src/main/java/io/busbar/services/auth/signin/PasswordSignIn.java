package io.busbar.services.auth.signin;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthContinuations;
import io.busbar.services.auth.SessionOperations.LoginRequest;
import io.busbar.services.auth.SessionOperations.LoginResult;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.CredentialStore.Credential;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.session.ClientInfo;
import io.busbar.services.auth.session.SessionStore;
import io.busbar.services.auth.signin.SignInFlow.SignInAttempt;
import io.busbar.services.auth.signin.SignInFlow.SignInOutcome;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.ThrottleReservation;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signs in with a password. Neither the response nor the work reveals whether the account exists: the same queries run and one hash is
 * computed in any case, unless the attempt is locked out before.
 */
public final class PasswordSignIn {
    private final AccountLookup accounts;
    private final Changes changes;
    private final PasswordHasher passwordHasher;
    private final CredentialStore credentials;
    private final SessionStore sessionStore;
    private final Throttle throttle;
    private final DeviceTokens deviceTokens;
    private final SignInFlow signInFlow;

    /** The account of the identifier, if it exists, and the origin of the attempt. */
    private record SignInContext(
            @Nullable Account account,
            ClientInfo clientInfo,
            boolean knownOrigin,
            @Nullable UUID deviceId,
            @Nullable Credential credential) {}

    public PasswordSignIn(
            AccountLookup accounts,
            Changes changes,
            PasswordHasher passwordHasher,
            CredentialStore credentials,
            SessionStore sessionStore,
            Throttle throttle,
            DeviceTokens deviceTokens,
            SignInFlow signInFlow) {
        this.accounts = accounts;
        this.changes = changes;
        this.passwordHasher = passwordHasher;
        this.credentials = credentials;
        this.sessionStore = sessionStore;
        this.throttle = throttle;
        this.deviceTokens = deviceTokens;
        this.signInFlow = signInFlow;
    }

    /** The same failure for an unknown account, a wrong password and an unverified address, so that it reveals none of them. */
    static Failure invalidCredentials() {
        return Failure.of(
                FailureCode.INVALID_CREDENTIALS,
                "Email or password is incorrect, or the email address isn't verified yet");
    }

    public Future<SessionChange<LoginResult>> login(LoginRequest request, Call<SessionChange<LoginResult>> call) {
        String identifier = identifier(request);
        RequestContext requestContext = call.requestContext();
        return accounts.byIdentifier(identifier, requestContext)
                .compose(found -> resolveContext(request, found.orElse(null), requestContext))
                .compose(signInContext -> throttle.reserveAndRun(
                        requestContext,
                        buckets(identifier, signInContext),
                        reservation -> verifyPassword(request, signInContext, reservation, requestContext)))
                .map(SignInResponse::of);
    }

    private Future<SignInContext> resolveContext(
            LoginRequest request, @Nullable Account account, RequestContext requestContext) {
        UUID id = account == null ? UUID.randomUUID() : account.id();
        ClientInfo clientInfo =
                new ClientInfo(DeviceNames.of(request.deviceName(), request.userAgent()), requestContext.ip());
        Optional<UUID> deviceId = deviceTokens
                .decode(request.deviceToken(), id)
                .or(() -> deviceTokens.decode(request.deviceCookie(), id));
        Future<Boolean> knownNetwork = sessionStore.isKnownNetwork(id, clientInfo.network());
        Future<Optional<Credential>> credential = credentials.find(id);
        return Future.all(knownNetwork, credential)
                .map(loaded -> new SignInContext(
                        account,
                        clientInfo,
                        deviceId.isPresent() || knownNetwork.result(),
                        deviceId.orElse(null),
                        credential.result().orElse(null)));
    }

    /** Returns the buckets of an attempt: the known device alone, or else the known network or the identifier, and the network. */
    private static List<Bucket> buckets(String identifier, SignInContext signInContext) {
        Account account = signInContext.account();
        UUID deviceId = signInContext.deviceId();
        if (account != null && deviceId != null) {
            return List.of(Bucket.ofKnownOrigin(account.id(), deviceId.toString()));
        }
        String network = signInContext.clientInfo().network();
        if (account != null && signInContext.knownOrigin()) {
            return List.of(Bucket.ofKnownOrigin(account.id(), network), Bucket.ofNetwork(network));
        }
        return List.of(Bucket.ofIdentifier(identifier), Bucket.ofNetwork(network));
    }

    private Future<SignInOutcome> verifyPassword(
            LoginRequest request,
            SignInContext signInContext,
            ThrottleReservation reservation,
            RequestContext requestContext) {
        Account account = signInContext.account();
        Credential credential = signInContext.credential();
        return passwordHasher
                .verify(credential == null ? null : credential.hash(), request.password(), requestContext.deadline())
                .compose(matches -> {
                    if (!matches || account == null || credential == null) {
                        return reject(UUID.randomUUID(), requestContext);
                    }
                    if (account.status() == AccountStatus.PENDING) {
                        return reject(account.id(), requestContext);
                    }
                    FirstFactor firstFactor = firstFactor(account, signInContext);
                    return rehashIfNeeded(request, credential, requestContext)
                            .compose(rehashed -> signInFlow.continueAfterFirstFactor(SignInAttempt.withFirstFactor(
                                    requestContext, firstFactor, tx -> recordSuccess(tx, credential, reservation))));
                });
    }

    private static FirstFactor firstFactor(Account account, SignInContext signInContext) {
        return new FirstFactor(
                account, "password", signInContext.clientInfo(), signInContext.knownOrigin(), signInContext.deviceId());
    }

    /** Fails if the password was changed after it was compared: that change has ended all sessions, and this sign-in would open another. */
    private Future<?> recordSuccess(Tx tx, Credential credential, ThrottleReservation reservation) {
        return credentials.isUnchanged(tx, credential).compose(unchanged -> {
            Require.that(unchanged, PasswordSignIn::invalidCredentials);
            return throttle.recordSuccess(tx, reservation);
        });
    }

    /** Requests another verification email for a pending account. In all other cases, does the same work with a random ID. */
    private Future<SignInOutcome> reject(UUID account, RequestContext requestContext) {
        return changes.change(requestContext, "auth.rejectSignIn", tx -> {
                    tx.enqueue(
                            AuthContinuations.EMAIL_VERIFICATION_REQUESTED,
                            account.toString(),
                            new AuthContinuations.EmailVerificationRequested(account));
                    return Future.succeededFuture();
                })
                .compose(enqueued -> Future.failedFuture(invalidCredentials()));
    }

    /** Rehashes the password if the cost has changed. A failure does not prevent the sign-in. */
    private Future<Void> rehashIfNeeded(LoginRequest request, Credential credential, RequestContext requestContext) {
        if (!passwordHasher.needsRehash(credential.hash())) {
            return Future.succeededFuture();
        }
        return passwordHasher
                .hash(request.password(), requestContext.deadline())
                .compose(hash -> changes.change(
                        requestContext,
                        "auth.rehash",
                        tx -> credentials.rehash(tx, credential.account(), credential.hash(), hash)))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static String identifier(LoginRequest request) {
        List<String> given = Stream.of(request.identifier(), request.email(), request.username(), request.phone())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        Require.that(
                given.size() == 1,
                () -> Failure.invalid("", "must have exactly one of identifier, email, username and phone"));
        return given.getFirst();
    }
}
