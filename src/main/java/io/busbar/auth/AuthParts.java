package io.busbar.auth;

import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.Kernel;
import io.busbar.data.Database;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Vertx;
import java.time.Instant;

/** What several halves of the service work with, made once for each instance of it. */
final class AuthParts {
    final Bus bus;
    final Changes changes;
    final AccountLookup accounts;
    final AccessTokens accessTokens;
    final Passwords passwords;
    final CredentialStore credentials;
    final Throttle throttle;
    final SessionStore sessionStore;
    final SessionListStore sessionLists;
    final Sessions sessions;
    final FactorStore factors;
    final Standing standing;
    final SecondFactor secondFactor;
    final Proofs proofs;
    final ChallengeStore challenges;
    final SignedId challengeTokens;
    final DeviceTokens devices;
    final Gate gate;

    AuthParts(Vertx vertx, Kernel kernel, AuthSettings settings, AccessTokens accessTokens) {
        Database database = kernel.database();
        String secret = settings.secret();
        this.bus = kernel.bus();
        this.changes = kernel.changes();
        this.accounts = new AccountLookup(bus);
        this.accessTokens = accessTokens;
        this.passwords = new Passwords(vertx, settings.bcryptCost());
        this.credentials = new CredentialStore(database);
        this.throttle = new Throttle(changes, new ThrottleStore(), secret);
        this.sessionStore = new SessionStore(database);
        this.sessionLists = new SessionListStore(database);
        this.sessions = new Sessions(sessionStore, accessTokens, settings);
        this.factors = new FactorStore(database);
        this.standing = new Standing(bus, sessions, factors);
        this.secondFactor = new SecondFactor(factors, secret, Instant::now);
        this.proofs = new Proofs(changes, factors, secondFactor, credentials, passwords, throttle);
        this.challenges = new ChallengeStore();
        this.challengeTokens = new SignedId(secret, "challenges/v1");
        this.devices = new DeviceTokens(secret);
        this.gate = new Gate(bus, changes, sessions, credentials, factors, challenges, challengeTokens, devices);
    }
}
