package io.busbar.services.auth.signin;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.SessionOperations.LoginRequest;
import io.busbar.services.auth.SessionOperations.LoginResult;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.CredentialStore.Credential;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.session.ClientInfo;
import io.busbar.services.auth.session.SessionStore;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.Attempt;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with a password. Whether there is such an account shows neither in the answer nor in the work done for it: the same
 * questions are asked and one hash is computed in any case, unless the attempt is locked out before.
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

    /** Whom the identifier means, and what is known about where it was typed. */
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

    /** What everybody hears who does not get in, for whatever reason that is not theirs to know. */
    static Failure invalidCredentials() {
        return Failure.of(
                FailureCode.INVALID_CREDENTIALS,
                "The identifier or the password is wrong, or the address is not confirmed yet");
    }

    public Future<SessionChange<LoginResult>> login(LoginRequest request, Call<SessionChange<LoginResult>> call) {
        String identifier = identifier(request);
        RequestContext requestContext = call.requestContext();
        return accounts.byIdentifier(identifier, requestContext)
                .compose(found -> resolveContext(request, found.orElse(null), requestContext))
                .compose(signInContext -> throttle.reserve(requestContext, buckets(identifier, signInContext))
                        .compose(attempt -> throttle.runAttempt(
                                attempt, () -> verifyPassword(request, signInContext, attempt, requestContext))))
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
                .map(both -> new SignInContext(
                        account,
                        clientInfo,
                        deviceId.isPresent() || knownNetwork.result(),
                        deviceId.orElse(null),
                        credential.result().orElse(null)));
    }

    private static List<Bucket> buckets(String identifier, SignInContext signInContext) {
        List<Bucket> buckets = new ArrayList<>();
        String network = signInContext.clientInfo().network();
        Account account = signInContext.account();
        if (account != null && signInContext.deviceId() != null) {
            return List.of(
                    Bucket.ofKnownOrigin(account.id(), signInContext.deviceId().toString()));
        }
        buckets.add(
                account != null && signInContext.knownOrigin()
                        ? Bucket.ofKnownOrigin(account.id(), network)
                        : Bucket.ofIdentifier(identifier));
        buckets.add(Bucket.ofNetwork(network));
        return buckets;
    }

    private Future<SignInFlow.SignInOutcome> verifyPassword(
            LoginRequest request, SignInContext signInContext, Attempt attempt, RequestContext requestContext) {
        Credential credential = signInContext.credential();
        return passwordHasher
                .verify(credential == null ? null : credential.hash(), request.password())
                .compose(matches -> {
                    Account account = signInContext.account();
                    if (!matches || account == null || credential == null) {
                        return reject(UUID.randomUUID(), requestContext);
                    }
                    return account.status() == AccountStatus.PENDING
                            ? reject(account.id(), requestContext)
                            : rehashIfNeeded(request, credential, requestContext)
                                    .compose(hashed -> continueSignIn(signInContext, attempt, requestContext));
                });
    }

    private Future<SignInFlow.SignInOutcome> continueSignIn(
            SignInContext signInContext, Attempt attempt, RequestContext requestContext) {
        Account account = Objects.requireNonNull(signInContext.account());
        Credential credential = Objects.requireNonNull(signInContext.credential());
        return signInFlow.continueAfterFirstFactor(
                requestContext,
                new FirstFactor(
                        account,
                        "password",
                        signInContext.clientInfo(),
                        signInContext.knownOrigin(),
                        signInContext.deviceId()),
                // A password changed since it was compared has ended the sessions there were; this would be one more.
                tx -> credentials
                        .isUnchanged(tx, credential)
                        .compose(unchanged -> unchanged
                                ? throttle.recordSuccess(tx, attempt)
                                : Future.failedFuture(invalidCredentials())));
    }

    /** Asks for another link for whoever waits to confirm an address, and does the same for an id that is nobody's in any other case. */
    private Future<SignInFlow.SignInOutcome> reject(UUID account, RequestContext requestContext) {
        return changes.change(requestContext, "auth.rejectSignIn", tx -> {
                    tx.publish(
                            AuthEvents.EMAIL_VERIFICATION_REQUESTED,
                            account.toString(),
                            new AuthEvents.EmailVerificationRequested(account));
                    return Future.succeededFuture();
                })
                .compose(announced -> Future.failedFuture(invalidCredentials()));
    }

    /** Keeps up with the cost that is asked for now; a failure there is no reason not to sign in. */
    private Future<Void> rehashIfNeeded(LoginRequest request, Credential credential, RequestContext requestContext) {
        return passwordHasher.needsRehash(credential.hash())
                ? passwordHasher
                        .hash(request.password())
                        .compose(hash -> changes.change(
                                requestContext,
                                "auth.rehash",
                                tx -> credentials.rehash(tx, credential.account(), credential.hash(), hash)))
                        .<Void>mapEmpty()
                        .otherwiseEmpty()
                : Future.succeededFuture();
    }

    private static String identifier(LoginRequest request) {
        List<String> given = Stream.of(request.identifier(), request.email(), request.username(), request.phone())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        if (given.size() != 1) {
            throw Failure.invalid("", "must name exactly one of identifier, email, username and phone");
        }
        return given.getFirst();
    }
}
