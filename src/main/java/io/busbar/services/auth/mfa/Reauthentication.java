package io.busbar.services.auth.mfa;

import io.busbar.bus.Access;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.auth.MfaOperations.Reauthenticate;
import io.busbar.services.auth.MfaOperations.Reauthenticated;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.CredentialStore.Credential;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.session.Sessions;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.ThrottleReservation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Checks that the owner of a session is still the one who uses it: a sign-in or reauthentication must have happened within the last five
 * minutes, with the second factor if MFA is on.
 */
public final class Reauthentication {
    /** The interval in the SQL of {@link MfaStore#isRecentlyAuthenticated}. */
    private static final int VALIDITY_SECONDS = 300;

    private final Changes changes;
    private final MfaStore mfaStore;
    private final MfaCodes mfaCodes;
    private final CredentialStore credentials;
    private final PasswordHasher passwordHasher;
    private final Throttle throttle;

    public Reauthentication(
            Changes changes,
            MfaStore mfaStore,
            MfaCodes mfaCodes,
            CredentialStore credentials,
            PasswordHasher passwordHasher,
            Throttle throttle) {
        this.changes = changes;
        this.mfaStore = mfaStore;
        this.mfaCodes = mfaCodes;
        this.credentials = credentials;
        this.passwordHasher = passwordHasher;
        this.throttle = throttle;
    }

    /** Fails with REAUTHENTICATION_REQUIRED unless the caller's session was authenticated recently. */
    Future<Void> requireRecent(RequestContext requestContext) {
        return isRecent(requestContext).compose(recent -> {
            Require.that(
                    recent,
                    () -> Failure.of(
                            FailureCode.REAUTHENTICATION_REQUIRED,
                            "Confirm your identity with POST /auth/reauthenticate, or sign in again"));
            return Future.succeededFuture();
        });
    }

    /**
     * Does the same for operations of other services, which do not exclude impersonation themselves. Fails with FORBIDDEN during an
     * impersonation.
     */
    public Future<Empty> requireForService(Empty request, Call<Empty> call) {
        Require.that(
                Access.noImpersonation().allows(call.requestContext().principal()),
                () -> Failure.of(FailureCode.FORBIDDEN));
        return requireRecent(call.requestContext()).map(Empty.INSTANCE);
    }

    private Future<Boolean> isRecent(RequestContext requestContext) {
        return requestContext
                .userId()
                .map(user -> mfaStore.isRecentlyAuthenticated(sessionId(requestContext), user))
                .orElseGet(() -> Future.succeededFuture(false));
    }

    public Future<Reauthenticated> reauthenticate(Reauthenticate request, Call<Reauthenticated> call) {
        String password = request.password();
        String code = request.code();
        Require.that(
                (password == null) != (code == null),
                () -> Failure.invalid("", "must have exactly one of password and code"));
        if (code != null) {
            return withCode(code, call.userId(), call.requestContext());
        }
        return requireMfaDisabled(call.userId())
                .compose(disabled ->
                        withPassword(Objects.requireNonNull(password), call.userId(), call.requestContext()));
    }

    private Future<Void> requireMfaDisabled(UUID account) {
        return mfaStore.getState(account).compose(mfaState -> {
            Require.that(
                    !mfaState.isEnabled(),
                    () -> Failure.of(
                            FailureCode.REAUTHENTICATION_REQUIRED,
                            "Two-factor authentication is on: reauthenticate with a code"));
            return Future.succeededFuture();
        });
    }

    private Future<Reauthenticated> withCode(String code, UUID account, RequestContext requestContext) {
        return throttle.reserveAndRun(
                requestContext,
                buckets(requestContext),
                reservation -> mfaCodes.identify(account, code)
                        .compose(codeCandidate -> complete(
                                requestContext,
                                account,
                                reservation,
                                true,
                                tx -> mfaCodes.redeem(tx, account, codeCandidate))));
    }

    private Future<Reauthenticated> withPassword(String password, UUID account, RequestContext requestContext) {
        return throttle.reserveAndRun(
                requestContext,
                buckets(requestContext),
                reservation -> credentials
                        .find(account)
                        .compose(found -> match(found, password, requestContext))
                        .compose(matched ->
                                complete(requestContext, account, reservation, false, tx -> isUnchanged(tx, matched))));
    }

    private static List<Bucket> buckets(RequestContext requestContext) {
        return List.of(Bucket.ofSession(sessionId(requestContext).toString()));
    }

    /** Returns the credential if the password matches it. Takes as long if there is none. */
    private Future<Optional<Credential>> match(
            Optional<Credential> found, String password, RequestContext requestContext) {
        return passwordHasher
                .verify(found.map(Credential::hash).orElse(null), password, requestContext.deadline())
                .map(matches -> found.filter(credential -> matches));
    }

    private Future<Boolean> isUnchanged(Tx tx, Optional<Credential> matched) {
        return matched.map(credential -> credentials.isUnchanged(tx, credential))
                .orElseGet(() -> Future.succeededFuture(false));
    }

    private Future<Reauthenticated> complete(
            RequestContext requestContext,
            UUID account,
            ThrottleReservation reservation,
            boolean withMfa,
            Function<Tx, Future<Boolean>> verification) {
        return changes.change(
                requestContext,
                "auth.reauthenticate",
                tx -> verification
                        .apply(tx)
                        .compose(verified -> {
                            Require.that(verified, () -> Failure.of(FailureCode.INVALID_CREDENTIALS));
                            return throttle.recordSuccess(tx, reservation);
                        })
                        .compose(done -> mfaStore.recordAuthentication(tx, sessionId(requestContext), account, withMfa))
                        .map(recorded -> {
                            Require.that(recorded, () -> Failure.of(FailureCode.UNAUTHORIZED));
                            return new Reauthenticated("Identity confirmed", VALIDITY_SECONDS);
                        }));
    }

    /** Returns the caller's session. Fails with UNAUTHORIZED for tokens from the command line, which belong to no session. */
    static UUID sessionId(RequestContext requestContext) {
        return Require.present(Sessions.currentId(requestContext), () -> Failure.of(FailureCode.UNAUTHORIZED));
    }
}
