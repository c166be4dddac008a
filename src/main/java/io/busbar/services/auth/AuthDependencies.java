package io.busbar.services.auth;

import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.ServiceContext;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.busbar.services.auth.account.AccountStatusSubscriber;
import io.busbar.services.auth.mfa.MfaCodes;
import io.busbar.services.auth.mfa.MfaStore;
import io.busbar.services.auth.mfa.Reauthentication;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.session.SessionListStore;
import io.busbar.services.auth.session.SessionStore;
import io.busbar.services.auth.session.Sessions;
import io.busbar.services.auth.signin.DeviceTokens;
import io.busbar.services.auth.signin.MfaChallengeStore;
import io.busbar.services.auth.signin.SignInFlow;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.ThrottleStore;
import io.busbar.services.auth.token.SignedIdCodec;
import io.busbar.tokens.AccessTokens;
import java.time.Instant;

/** The components that several parts of the service share, created once per instance. */
final class AuthDependencies {
    final Bus bus;
    final Changes changes;
    final AccountLookup accounts;
    final AccessTokens accessTokens;
    final PasswordHasher passwordHasher;
    final CredentialStore credentials;
    final Throttle throttle;
    final SessionStore sessionStore;
    final SessionListStore sessionListStore;
    final Sessions sessions;
    final MfaStore mfaStore;
    final AccountStatusSubscriber accountStatusSubscriber;
    final MfaCodes mfaCodes;
    final Reauthentication reauthentication;
    final MfaChallengeStore challengeStore;
    final SignedIdCodec challengeTokens;
    final DeviceTokens deviceTokens;
    final SignInFlow signInFlow;

    AuthDependencies(ServiceContext serviceContext, AuthSettings settings, AccessTokens accessTokens) {
        Database database = serviceContext.database();
        DeploymentSecrets secrets = settings.secrets();
        this.bus = serviceContext.bus();
        this.changes = serviceContext.changes();
        this.accounts = new AccountLookup(bus);
        this.accessTokens = accessTokens;
        this.passwordHasher = new PasswordHasher(serviceContext.executors(), settings.bcryptCost());
        this.credentials = new CredentialStore(database);
        this.throttle = new Throttle(changes, new ThrottleStore(database), secrets);
        this.sessionStore = new SessionStore(database);
        this.sessionListStore = new SessionListStore(database);
        this.sessions = new Sessions(sessionStore, accessTokens, settings);
        this.mfaStore = new MfaStore(database);
        this.accountStatusSubscriber = new AccountStatusSubscriber(bus, sessions);
        this.mfaCodes = new MfaCodes(mfaStore, secrets, Instant::now);
        this.reauthentication =
                new Reauthentication(changes, mfaStore, mfaCodes, credentials, passwordHasher, throttle);
        this.challengeStore = new MfaChallengeStore(database);
        this.challengeTokens = new SignedIdCodec(secrets, "challenges/v1");
        this.deviceTokens = new DeviceTokens(secrets);
        this.signInFlow = new SignInFlow(
                bus, changes, sessions, credentials, mfaStore, challengeStore, challengeTokens, deviceTokens);
    }
}
