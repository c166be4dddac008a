package io.busbar.services.auth.mfa;

import io.busbar.bus.Access;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.services.auth.MfaOperations.Reauthenticate;
import io.busbar.services.auth.MfaOperations.Reauthenticated;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.session.Sessions;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.Attempt;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * That whoever uses a session is still its owner: shown within the last five minutes, by signing in or by proving once more, and with the
 * second factor where there is one.
 */
public final class Reauthentication {
    private static final int VALIDITY_SECONDS = 300;

    private final Changes changes;
    private final MfaStore mfaStore;
    private final MfaCodeVerifier mfaCodeVerifier;
    private final CredentialStore credentials;
    private final PasswordHasher passwordHasher;
    private final Throttle throttle;

    public Reauthentication(
            Changes changes,
            MfaStore mfaStore,
            MfaCodeVerifier mfaCodeVerifier,
            CredentialStore credentials,
            PasswordHasher passwordHasher,
            Throttle throttle) {
        this.changes = changes;
        this.mfaStore = mfaStore;
        this.mfaCodeVerifier = mfaCodeVerifier;
        this.credentials = credentials;
        this.passwordHasher = passwordHasher;
        this.throttle = throttle;
    }

    /** Fails with REAUTHENTICATION_REQUIRED unless the caller's session is proved. */
    Future<Void> requireRecent(RequestContext requestContext) {
        return isRecent(requestContext)
                .compose(recent -> recent
                        ? Future.succeededFuture()
                        : Future.failedFuture(Failure.of(
                                FailureCode.REAUTHENTICATION_REQUIRED,
                                "Prove once more that it is you, at /auth/reauthenticate or by signing in")));
    }

    /** The same for another service, which has not looked whether an admin acts as somebody. */
    public Future<Empty> requireForService(Empty request, Call<Empty> call) {
        if (!Access.noImpersonation().allows(call.requestContext())) {
            throw Failure.of(FailureCode.FORBIDDEN);
        }
        return requireRecent(call.requestContext()).map(Empty.INSTANCE);
    }

    private Future<Boolean> isRecent(RequestContext requestContext) {
        return requestContext.principal() instanceof RequestContext.User user
                ? mfaStore.isRecentlyAuthenticated(sessionId(requestContext), user.id())
                : Future.succeededFuture(false);
    }

    public Future<Reauthenticated> reauthenticate(Reauthenticate request, Call<Reauthenticated> call) {
        if ((request.password() == null) == (request.code() == null)) {
            throw Failure.invalid("", "must have exactly one of password and code");
        }
        return mfaStore.getState(call.userId()).compose(mfaState -> {
            String code = request.code();
            String password = request.password();
            if (code != null) {
                return withCode(code, call.userId(), call.requestContext());
            }
            return mfaState.isEnabled() || password == null
                    ? Future.failedFuture(Failure.of(
                            FailureCode.REAUTHENTICATION_REQUIRED,
                            "This account has a second factor: prove with a code"))
                    : withPassword(password, call.userId(), call.requestContext());
        });
    }

    private Future<Reauthenticated> withCode(String code, UUID account, RequestContext requestContext) {
        return throttle.reserve(
                        requestContext,
                        List.of(Bucket.ofSession(sessionId(requestContext).toString())))
                .compose(attempt -> throttle.runAttempt(
                        attempt,
                        () -> mfaCodeVerifier
                                .match(account, code)
                                .compose(codeMatch -> complete(
                                        requestContext,
                                        account,
                                        attempt,
                                        true,
                                        tx -> mfaCodeVerifier.redeem(tx, account, codeMatch)))));
    }

    private Future<Reauthenticated> withPassword(String password, UUID account, RequestContext requestContext) {
        return throttle.reserve(
                        requestContext,
                        List.of(Bucket.ofSession(sessionId(requestContext).toString())))
                .compose(attempt -> throttle.runAttempt(
                        attempt,
                        () -> credentials
                                .find(account)
                                .compose(found -> passwordHasher
                                        .verify(
                                                found.map(CredentialStore.Credential::hash)
                                                        .orElse(null),
                                                password)
                                        .compose(matches -> complete(
                                                requestContext,
                                                account,
                                                attempt,
                                                false,
                                                tx -> matches
                                                        ? credentials.isUnchanged(tx, found.orElseThrow())
                                                        : Future.succeededFuture(false))))));
    }

    private Future<Reauthenticated> complete(
            RequestContext requestContext,
            UUID account,
            Attempt attempt,
            boolean withMfa,
            Function<Tx, Future<Boolean>> verification) {
        return changes.change(
                requestContext,
                "auth.reauthenticate",
                tx -> verification
                        .apply(tx)
                        .compose(verified -> verified
                                ? throttle.recordSuccess(tx, attempt)
                                        .compose(done -> mfaStore.recordAuthentication(
                                                tx, sessionId(requestContext), account, withMfa))
                                : Future.failedFuture(Failure.of(FailureCode.INVALID_CREDENTIALS)))
                        .compose(recorded -> recorded
                                ? Future.succeededFuture(new Reauthenticated("Proved", VALIDITY_SECONDS))
                                : Future.failedFuture(Failure.of(FailureCode.UNAUTHORIZED))));
    }

    /** Tokens from the command line belong to no session, and to nobody who could prove anything. */
    static UUID sessionId(RequestContext requestContext) {
        String session = requestContext.principal() instanceof RequestContext.User user ? user.session() : null;
        return Sessions.parseId(session).orElseThrow(() -> Failure.of(FailureCode.UNAUTHORIZED));
    }
}
