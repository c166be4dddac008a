package io.busbar.auth;

import io.busbar.auth.CredentialStore.Credential;
import io.busbar.auth.SessionOperations.Login;
import io.busbar.auth.SessionOperations.SignedIn;
import io.busbar.auth.Throttle.Attempt;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.SessionChange;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.Status;
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
final class SignIn {
    private final AccountLookup accounts;
    private final Changes changes;
    private final Passwords passwords;
    private final CredentialStore credentials;
    private final SessionStore store;
    private final Throttle throttle;
    private final DeviceTokens devices;
    private final Gate gate;

    /** Whom the identifier means, and what is known about where it was typed. */
    private record Claim(
            @Nullable Account account,
            Origin origin,
            boolean familiar,
            @Nullable UUID device,
            @Nullable Credential credential) {}

    SignIn(
            AccountLookup accounts,
            Changes changes,
            Passwords passwords,
            CredentialStore credentials,
            SessionStore store,
            Throttle throttle,
            DeviceTokens devices,
            Gate gate) {
        this.accounts = accounts;
        this.changes = changes;
        this.passwords = passwords;
        this.credentials = credentials;
        this.store = store;
        this.throttle = throttle;
        this.devices = devices;
        this.gate = gate;
    }

    /** What everybody hears who does not get in, for whatever reason that is not theirs to know. */
    static Failure refused() {
        return Failure.of(
                FailureCode.INVALID_CREDENTIALS,
                "The identifier or the password is wrong, or the address is not confirmed yet");
    }

    Future<SessionChange<SignedIn>> login(Login request, Call<SessionChange<SignedIn>> call) {
        String identifier = identifier(request);
        Caller caller = call.caller();
        return accounts.byIdentifier(identifier, caller)
                .compose(found -> claim(request, found.orElse(null), caller))
                .compose(claim -> throttle.reserve(caller, buckets(identifier, claim))
                        .compose(attempt -> throttle.judged(attempt, () -> prove(request, claim, attempt, caller))))
                .map(SignInAnswer::of);
    }

    private Future<Claim> claim(Login request, @Nullable Account account, Caller caller) {
        UUID id = account == null ? UUID.randomUUID() : account.id();
        Origin origin = new Origin(DeviceNames.of(request.deviceName(), request.userAgent()), caller.ip());
        Optional<UUID> device =
                devices.read(request.deviceToken(), id).or(() -> devices.read(request.deviceCookie(), id));
        Future<Boolean> familiar = store.familiar(id, origin.network());
        Future<Optional<Credential>> credential = credentials.find(id);
        return Future.all(familiar, credential)
                .map(both -> new Claim(
                        account,
                        origin,
                        device.isPresent() || familiar.result(),
                        device.orElse(null),
                        credential.result().orElse(null)));
    }

    private static List<Bucket> buckets(String identifier, Claim claim) {
        List<Bucket> buckets = new ArrayList<>();
        String network = claim.origin().network();
        Account account = claim.account();
        if (account != null && claim.device() != null) {
            return List.of(Bucket.ofFamiliar(account.id(), claim.device().toString()));
        }
        buckets.add(
                account != null && claim.familiar()
                        ? Bucket.ofFamiliar(account.id(), network)
                        : Bucket.ofIdentifier(identifier));
        buckets.add(Bucket.ofNetwork(network));
        return buckets;
    }

    private Future<Gate.Outcome> prove(Login request, Claim claim, Attempt attempt, Caller caller) {
        Credential credential = claim.credential();
        return passwords
                .verify(credential == null ? null : credential.hash(), request.password())
                .compose(right -> {
                    Account account = claim.account();
                    if (!right || account == null || credential == null) {
                        return refuse(UUID.randomUUID(), caller);
                    }
                    return account.status() == Status.PENDING
                            ? refuse(account.id(), caller)
                            : rehashed(request, credential, caller).compose(hashed -> pass(claim, attempt, caller));
                });
    }

    private Future<Gate.Outcome> pass(Claim claim, Attempt attempt, Caller caller) {
        Account account = Objects.requireNonNull(claim.account());
        Credential credential = Objects.requireNonNull(claim.credential());
        return gate.pass(
                caller,
                new FirstFactor(account, "password", claim.origin(), claim.familiar(), claim.device()),
                // A password changed since it was compared has ended the sessions there were; this would be one more.
                tx -> credentials
                        .unchanged(tx, credential)
                        .compose(still -> still ? throttle.succeeded(tx, attempt) : Future.failedFuture(refused())));
    }

    /** Asks for another link for whoever waits to confirm an address, and does the same for an id that is nobody's in any other case. */
    private Future<Gate.Outcome> refuse(UUID account, Caller caller) {
        return changes.change(caller, "auth.refuse", tx -> {
                    tx.announce(
                            AuthEvents.CONFIRMATION_WANTED,
                            account.toString(),
                            new AuthEvents.ConfirmationWanted(account));
                    return Future.succeededFuture();
                })
                .compose(announced -> Future.failedFuture(refused()));
    }

    /** Keeps up with the cost that is asked for now; a failure there is no reason not to sign in. */
    private Future<Void> rehashed(Login request, Credential credential, Caller caller) {
        return passwords.needsRehash(credential.hash())
                ? passwords
                        .hash(request.password())
                        .compose(hash -> changes.change(
                                caller,
                                "auth.rehash",
                                tx -> credentials.rehash(tx, credential.account(), credential.hash(), hash)))
                        .<Void>mapEmpty()
                        .otherwiseEmpty()
                : Future.succeededFuture();
    }

    private static String identifier(Login request) {
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
