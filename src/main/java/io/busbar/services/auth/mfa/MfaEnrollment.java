package io.busbar.services.auth.mfa;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.MfaOperations.EnableMfa;
import io.busbar.services.auth.MfaOperations.MfaDisabled;
import io.busbar.services.auth.MfaOperations.MfaSetup;
import io.busbar.services.auth.MfaOperations.MfaStatus;
import io.busbar.services.auth.MfaOperations.RecoveryCodes;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.AccountId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** Turning the second factor on and off. Each step takes a proof, so that an open browser is not enough to take an account over. */
public final class MfaEnrollment {
    private static final String ISSUER = "Busbar";

    private final Bus bus;
    private final MfaStore mfaStore;
    private final MfaCodeVerifier mfaCodeVerifier;
    private final Reauthentication reauthentication;
    private final Throttle throttle;

    public MfaEnrollment(
            Bus bus,
            MfaStore mfaStore,
            MfaCodeVerifier mfaCodeVerifier,
            Reauthentication reauthentication,
            Throttle throttle) {
        this.bus = bus;
        this.mfaStore = mfaStore;
        this.mfaCodeVerifier = mfaCodeVerifier;
        this.reauthentication = reauthentication;
        this.throttle = throttle;
    }

    public Future<MfaStatus> getStatus(Empty request, Call<MfaStatus> call) {
        return mfaStore.getState(call.userId())
                .map(mfaState -> new MfaStatus(
                        mfaState.isEnabled(),
                        mfaState.enabledAt(),
                        mfaState.isEnabled() ? mfaState.recoveryCodesLeft() : 0));
    }

    public Future<MfaSetup> setUp(Empty request, Call<MfaSetup> call) {
        UUID account = call.userId();
        MfaCodeVerifier.TotpSecret totpSecret = mfaCodeVerifier.newSecret(account);
        return reauthentication
                .requireRecent(call.requestContext())
                .compose(reauthenticated ->
                        bus.call(AccountOperations.GET_ACCOUNT, new AccountId(account), call.requestContext()))
                .compose(found -> call.change(tx -> mfaStore.storePending(tx, account, totpSecret.sealed())
                        .compose(stored -> stored
                                ? Future.succeededFuture(new MfaSetup(
                                        totpSecret.base32(), otpauthUri(found.email(), totpSecret.base32())))
                                : conflict("Two-factor authentication is on already"))));
    }

    public Future<RecoveryCodes> enable(EnableMfa request, Call<RecoveryCodes> call) {
        UUID account = call.userId();
        RequestContext requestContext = call.requestContext();
        return reauthentication
                .requireRecent(requestContext)
                .compose(reauthenticated -> mfaStore.findPendingSecret(account))
                .compose(sealedSecret -> sealedSecret.isEmpty()
                        ? conflict("There is no setup to confirm; begin with /auth/2fa/setup")
                        : throttle.reserve(requestContext, List.of(Bucket.ofMfa(account, null)))
                                .compose(attempt -> {
                                    OptionalLong step =
                                            mfaCodeVerifier.matchStep(account, sealedSecret.get(), request.code());
                                    return step.isEmpty()
                                            ? Future.failedFuture(Failure.of(
                                                    FailureCode.INVALID_CREDENTIALS,
                                                    "The code is wrong; check the clock of your device"))
                                            : call.change(tx -> throttle.recordSuccess(tx, attempt)
                                                    .compose(done -> turnOn(
                                                            tx,
                                                            account,
                                                            sealedSecret.get(),
                                                            step.getAsLong(),
                                                            requestContext)));
                                }));
    }

    private Future<RecoveryCodes> turnOn(
            Tx tx, UUID account, Buffer sealedSecret, long step, RequestContext requestContext) {
        return mfaStore.enable(tx, account, sealedSecret, step)
                .compose(enabled -> enabled
                        ? mfaStore.recordAuthentication(tx, Reauthentication.sessionId(requestContext), account, true)
                        : conflict("The setup was begun anew meanwhile"))
                .compose(recorded -> replaceRecoveryCodes(tx, account, "Two-factor authentication is on"))
                .onSuccess(codes -> publishChange(tx, account, true));
    }

    public Future<MfaDisabled> disable(Empty request, Call<MfaDisabled> call) {
        return reauthentication
                .requireRecent(call.requestContext())
                .compose(reauthenticated -> call.change(tx -> mfaStore.disable(tx, call.userId())
                        .compose(disabled -> disabled
                                ? Future.succeededFuture(new MfaDisabled("Two-factor authentication is off"))
                                : MfaEnrollment.<MfaDisabled>conflict("Two-factor authentication is off already"))
                        .onSuccess(off -> publishChange(tx, call.userId(), false))));
    }

    public Future<RecoveryCodes> regenerateRecoveryCodes(Empty request, Call<RecoveryCodes> call) {
        return reauthentication
                .requireRecent(call.requestContext())
                .compose(reauthenticated -> call.change(tx -> replaceRecoveryCodes(
                                tx, call.userId(), "These are your recovery codes; the old ones are void")
                        .onSuccess(codes -> tx.auditSubject("user", call.userId()))));
    }

    private Future<RecoveryCodes> replaceRecoveryCodes(Tx tx, UUID account, String msg) {
        List<String> codes = mfaCodeVerifier.newRecoveryCodes();
        return mfaStore.replaceCodes(tx, account, mfaCodeVerifier.hashRecoveryCodes(account, codes))
                .compose(stored -> stored
                        ? Future.succeededFuture(new RecoveryCodes(msg, codes))
                        : conflict("Two-factor authentication is off"));
    }

    private static void publishChange(Tx tx, UUID account, boolean enabled) {
        tx.auditSubject("user", account);
        tx.publish(AuthEvents.MFA_CHANGED, account.toString(), new AuthEvents.MfaChanged(account, enabled));
    }

    /** The key URI that authenticator apps read from a QR code. */
    private static String otpauthUri(String label, String secret) {
        String name = URLEncoder.encode(label, StandardCharsets.UTF_8).replace("+", "%20");
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(ISSUER, name, secret, ISSUER, Totp.DEFAULT.digits(), Totp.STEP_SECONDS);
    }

    private static <T> Future<T> conflict(String message) {
        return Future.failedFuture(Failure.conflict(message, Map.of()));
    }
}
