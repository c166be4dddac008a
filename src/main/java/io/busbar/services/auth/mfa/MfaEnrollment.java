package io.busbar.services.auth.mfa;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.MfaOperations.EnableMfa;
import io.busbar.services.auth.MfaOperations.MfaDisabled;
import io.busbar.services.auth.MfaOperations.MfaSetup;
import io.busbar.services.auth.MfaOperations.MfaStatus;
import io.busbar.services.auth.MfaOperations.RecoveryCodes;
import io.busbar.services.auth.mfa.MfaCodes.TotpSecret;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.ThrottleReservation;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Sets up, turns on and turns off MFA. Each change requires recent authentication, so that an unattended browser is not enough to take over
 * an account.
 */
public final class MfaEnrollment {
    private static final String ISSUER = "Busbar";

    private final Bus bus;
    private final MfaStore mfaStore;
    private final MfaCodes mfaCodes;
    private final Reauthentication reauthentication;
    private final Throttle throttle;

    public MfaEnrollment(
            Bus bus, MfaStore mfaStore, MfaCodes mfaCodes, Reauthentication reauthentication, Throttle throttle) {
        this.bus = bus;
        this.mfaStore = mfaStore;
        this.mfaCodes = mfaCodes;
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
        AccountId account = new AccountId(call.userId());
        TotpSecret totpSecret = mfaCodes.newSecret(account.id());
        return reauthentication
                .requireRecent(call.requestContext())
                .compose(reauthenticated -> bus.call(AccountOperations.GET_ACCOUNT, account, call.requestContext()))
                .compose(found -> call.change(tx -> storePending(tx, found, totpSecret)));
    }

    private Future<MfaSetup> storePending(Tx tx, Account account, TotpSecret totpSecret) {
        return mfaStore.storePending(tx, account.id(), totpSecret.sealed()).map(stored -> {
            Require.that(stored, () -> conflict("Two-factor authentication is already on"));
            return new MfaSetup(totpSecret.base32(), otpauthUri(account.email(), totpSecret.base32()));
        });
    }

    public Future<RecoveryCodes> enable(EnableMfa request, Call<RecoveryCodes> call) {
        UUID account = call.userId();
        List<Bucket> buckets = List.of(Bucket.ofMfa(account, null));
        return reauthentication
                .requireRecent(call.requestContext())
                .compose(reauthenticated -> mfaStore.findPendingSecret(account))
                .map(found -> Require.present(
                        found, () -> conflict("There is no pending setup; start with POST /auth/2fa/setup")))
                .compose(sealedSecret -> throttle.reserve(call.requestContext(), buckets)
                        .compose(reservation -> enableWithCode(request.code(), sealedSecret, reservation, call)));
    }

    private Future<RecoveryCodes> enableWithCode(
            String code, Buffer sealedSecret, ThrottleReservation reservation, Call<RecoveryCodes> call) {
        UUID account = call.userId();
        OptionalLong step = mfaCodes.matchStep(account, sealedSecret, code);
        Require.that(
                step.isPresent(),
                () -> Failure.of(
                        FailureCode.INVALID_CREDENTIALS, "The code is incorrect; check the clock of your device"));
        return call.change(tx -> throttle.recordSuccess(tx, reservation)
                .compose(done -> turnOn(tx, account, sealedSecret, step.getAsLong(), call.requestContext())));
    }

    private Future<RecoveryCodes> turnOn(
            Tx tx, UUID account, Buffer sealedSecret, long step, RequestContext requestContext) {
        return mfaStore.enable(tx, account, sealedSecret, step)
                .compose(enabled -> {
                    Require.that(enabled, () -> conflict("The setup was restarted in the meantime"));
                    UUID session = Reauthentication.sessionId(requestContext);
                    return mfaStore.recordAuthentication(tx, session, account, true);
                })
                .compose(recorded -> replaceRecoveryCodes(tx, account, "Two-factor authentication is on"))
                .onSuccess(codes -> publishChange(tx, account, true));
    }

    public Future<MfaDisabled> disable(Empty request, Call<MfaDisabled> call) {
        return reauthentication
                .requireRecent(call.requestContext())
                .compose(reauthenticated -> call.change(tx -> turnOff(tx, call.userId())));
    }

    private Future<MfaDisabled> turnOff(Tx tx, UUID account) {
        return mfaStore.disable(tx, account).map(disabled -> {
            Require.that(disabled, () -> conflict("Two-factor authentication is already off"));
            publishChange(tx, account, false);
            return new MfaDisabled("Two-factor authentication is off");
        });
    }

    public Future<RecoveryCodes> regenerateRecoveryCodes(Empty request, Call<RecoveryCodes> call) {
        return reauthentication
                .requireRecent(call.requestContext())
                .compose(reauthenticated -> call.change(tx -> {
                    tx.auditSubject("user", call.userId());
                    return replaceRecoveryCodes(
                            tx, call.userId(), "These are your new recovery codes; the old ones are no longer valid");
                }));
    }

    private Future<RecoveryCodes> replaceRecoveryCodes(Tx tx, UUID account, String msg) {
        List<String> codes = mfaCodes.newRecoveryCodes();
        List<Buffer> sealedHashes = mfaCodes.sealRecoveryCodes(account, codes);
        return mfaStore.replaceCodes(tx, account, sealedHashes).map(stored -> {
            Require.that(stored, () -> conflict("Two-factor authentication is off"));
            return new RecoveryCodes(msg, codes);
        });
    }

    private static void publishChange(Tx tx, UUID account, boolean enabled) {
        tx.publish(AuthEvents.MFA_CHANGED, account, new AuthEvents.MfaChanged(account, enabled));
    }

    /** Returns the key URI that authenticator apps read from a QR code. */
    private static String otpauthUri(String label, String secret) {
        String name = URLEncoder.encode(label, StandardCharsets.UTF_8).replace("+", "%20");
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(ISSUER, name, secret, ISSUER, Totp.DEFAULT.digits(), Totp.STEP_SECONDS);
    }

    private static Failure conflict(String message) {
        return Failure.conflict(message, Map.of());
    }
}
