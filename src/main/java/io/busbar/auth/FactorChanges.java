package io.busbar.auth;

import io.busbar.auth.FactorOperations.Disabled;
import io.busbar.auth.FactorOperations.Enable;
import io.busbar.auth.FactorOperations.Factors;
import io.busbar.auth.FactorOperations.RecoveryCodes;
import io.busbar.auth.FactorOperations.Setup;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.AccountId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** Turning the second factor on and off. Each step takes a proof, so that an open browser is not enough to take an account over. */
final class FactorChanges {
    private static final String ISSUER = "Busbar";

    private final Bus bus;
    private final FactorStore store;
    private final SecondFactor factor;
    private final Proofs proofs;
    private final Throttle throttle;

    FactorChanges(Bus bus, FactorStore store, SecondFactor factor, Proofs proofs, Throttle throttle) {
        this.bus = bus;
        this.store = store;
        this.factor = factor;
        this.proofs = proofs;
        this.throttle = throttle;
    }

    Future<Factors> status(Nothing request, Call<Factors> call) {
        return store.state(call.user())
                .map(state -> new Factors(state.enabled(), state.enabledAt(), state.enabled() ? state.codesLeft() : 0));
    }

    Future<Setup> setUp(Nothing request, Call<Setup> call) {
        UUID account = call.user();
        SecondFactor.Seed seed = factor.newSeed(account);
        return proofs.require(call.caller())
                .compose(proved -> bus.call(AccountOperations.ACCOUNT, new AccountId(account), call.caller()))
                .compose(found -> call.change(tx -> store.prepare(tx, account, seed.sealed())
                        .compose(prepared -> prepared
                                ? Future.succeededFuture(new Setup(seed.text(), uri(found.email(), seed.text())))
                                : conflict("Two-factor authentication is on already"))));
    }

    Future<RecoveryCodes> enable(Enable request, Call<RecoveryCodes> call) {
        UUID account = call.user();
        Caller caller = call.caller();
        return proofs.require(caller)
                .compose(proved -> store.pendingSeed(account))
                .compose(seed -> seed.isEmpty()
                        ? conflict("There is no setup to confirm; begin with /auth/2fa/setup")
                        : throttle.reserve(caller, List.of(Bucket.ofFactor(account, null)))
                                .compose(attempt -> {
                                    OptionalLong step = factor.step(account, seed.get(), request.code());
                                    return step.isEmpty()
                                            ? Future.failedFuture(Failure.of(
                                                    FailureCode.INVALID_CREDENTIALS,
                                                    "The code is wrong; check the clock of your device"))
                                            : call.change(tx -> throttle.succeeded(tx, attempt)
                                                    .compose(done ->
                                                            turnOn(tx, account, seed.get(), step.getAsLong(), caller)));
                                }));
    }

    private Future<RecoveryCodes> turnOn(Tx tx, UUID account, Buffer seed, long step, Caller caller) {
        return store.enable(tx, account, seed, step)
                .compose(enabled -> enabled
                        ? store.proved(tx, Proofs.session(caller), account, true)
                        : conflict("The setup was begun anew meanwhile"))
                .compose(proved -> newCodes(tx, account, "Two-factor authentication is on"))
                .onSuccess(codes -> announce(tx, account, true));
    }

    Future<Disabled> disable(Nothing request, Call<Disabled> call) {
        return proofs.require(call.caller())
                .compose(proved -> call.change(tx -> store.disable(tx, call.user())
                        .compose(disabled -> disabled
                                ? Future.succeededFuture(new Disabled("Two-factor authentication is off"))
                                : FactorChanges.<Disabled>conflict("Two-factor authentication is off already"))
                        .onSuccess(off -> announce(tx, call.user(), false))));
    }

    Future<RecoveryCodes> renewCodes(Nothing request, Call<RecoveryCodes> call) {
        return proofs.require(call.caller())
                .compose(proved -> call.change(
                        tx -> newCodes(tx, call.user(), "These are your recovery codes; the old ones are void")
                                .onSuccess(codes -> tx.about("user", call.user()))));
    }

    private Future<RecoveryCodes> newCodes(Tx tx, UUID account, String msg) {
        List<String> codes = factor.newCodes();
        return store.replaceCodes(tx, account, factor.hashes(account, codes))
                .compose(kept -> kept
                        ? Future.succeededFuture(new RecoveryCodes(msg, codes))
                        : conflict("Two-factor authentication is off"));
    }

    private static void announce(Tx tx, UUID account, boolean enabled) {
        tx.about("user", account);
        tx.announce(AuthEvents.FACTOR_CHANGED, account.toString(), new AuthEvents.FactorChanged(account, enabled));
    }

    /** The key URI that authenticator apps read from a QR code. */
    private static String uri(String label, String seed) {
        String name = URLEncoder.encode(label, StandardCharsets.UTF_8).replace("+", "%20");
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(ISSUER, name, seed, ISSUER, Totp.USUAL.digits(), Totp.STEP_SECONDS);
    }

    private static <T> Future<T> conflict(String message) {
        return Future.failedFuture(Failure.conflict(message, Map.of()));
    }
}
