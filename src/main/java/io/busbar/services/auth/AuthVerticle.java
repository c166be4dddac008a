package io.busbar.services.auth;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.bus.events.Subscriber;
import io.busbar.data.DeploymentSecrets;
import io.busbar.services.auth.SessionOperations.Me;
import io.busbar.services.auth.account.AdminCreation;
import io.busbar.services.auth.account.EmailVerification;
import io.busbar.services.auth.account.PreviousEmailStore;
import io.busbar.services.auth.account.Registrations;
import io.busbar.services.auth.email.AccountEmailNotifier;
import io.busbar.services.auth.email.AccountEmailTemplates;
import io.busbar.services.auth.email.EmailSender;
import io.busbar.services.auth.mfa.MfaEnrollment;
import io.busbar.services.auth.password.PasswordChanges;
import io.busbar.services.auth.password.PasswordReplacement;
import io.busbar.services.auth.password.PasswordResets;
import io.busbar.services.auth.session.Impersonation;
import io.busbar.services.auth.session.Logout;
import io.busbar.services.auth.session.SessionHandlers;
import io.busbar.services.auth.session.TokenRefresh;
import io.busbar.services.auth.signin.MfaVerification;
import io.busbar.services.auth.signin.PasswordSignIn;
import io.busbar.services.auth.token.OneTimeTokenStore;
import io.busbar.services.auth.token.OneTimeTokens;
import io.busbar.services.users.ReauthenticationOperations;
import io.busbar.services.users.UsersEvents;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Future;

/** The auth service: creates its components and registers its operations and subscribers. */
public final class AuthVerticle extends ServiceVerticle {
    private final AuthSettings settings;
    private final AccessTokens tokens;

    /**
     * @param secrets   the deployment's secrets, from which the keys of the service are derived
     * @param clientUrl the base URL of links in emails, without a slash at the end
     */
    public AuthVerticle(
            ServiceContext serviceContext, DeploymentSecrets secrets, String clientUrl, AccessTokens tokens) {
        super(AuthOperations.AUTH, serviceContext);
        this.settings = AuthSettings.of(serviceContext.settings(), secrets, clientUrl);
        this.tokens = tokens;
    }

    @Override
    protected void configure() {
        AuthDependencies dependencies = new AuthDependencies(serviceContext(), settings, tokens);
        registerAccounts(dependencies);
        registerSessions(dependencies);
        registerMfa(dependencies);
    }

    private void registerAccounts(AuthDependencies dependencies) {
        AccountLookup lookup = dependencies.accounts;
        OneTimeTokens tokens = new OneTimeTokens(settings.secrets());
        OneTimeTokenStore tokenStore = new OneTimeTokenStore(database());
        PreviousEmailStore previousEmailStore = new PreviousEmailStore(database(), settings.secrets());
        Registrations registrations =
                new Registrations(dependencies.bus, lookup, dependencies.credentials, dependencies.passwordHasher);
        EmailVerification emailVerification = new EmailVerification(
                dependencies.bus, dependencies.changes, lookup, tokens, tokenStore, previousEmailStore, registrations);
        PasswordReplacement replacement =
                new PasswordReplacement(dependencies.credentials, tokenStore, dependencies.sessions);
        PasswordResets resets =
                new PasswordResets(lookup, tokens, tokenStore, dependencies.passwordHasher, replacement);
        PasswordChanges changes = new PasswordChanges(
                lookup, dependencies.credentials, dependencies.passwordHasher, dependencies.throttle, replacement);
        AdminCreation adminCreation = new AdminCreation(
                dependencies.bus,
                dependencies.changes,
                lookup,
                dependencies.credentials,
                registrations,
                dependencies.passwordHasher);
        previousEmailStore.sealedColumn().reseal(dependencies.changes);
        AccountEmailTemplates accountEmailTemplates = new AccountEmailTemplates(tokens, settings.clientUrl());
        on(AuthOperations.REGISTER, registrations::register);
        on(AuthOperations.VERIFY_EMAIL, emailVerification::verify);
        on(AuthOperations.RESEND_VERIFICATION, emailVerification::resend);
        on(AuthOperations.FORGOT_PASSWORD, resets::requestReset);
        on(AuthOperations.RESET_PASSWORD, resets::reset);
        on(AuthOperations.CHANGE_PASSWORD, changes::change);
        on(AuthOperations.CREATE_ADMIN, adminCreation::create);
        subscribe(registrations.activationSubscriber());
        subscribe(registrations.cleanupSubscriber());
        erasePersonalData((tx, account) -> Future.join(
                dependencies.sessions.erase(tx, account),
                dependencies.mfaStore.erase(tx, account),
                dependencies.credentials.delete(tx, account),
                tokenStore.erase(tx, account),
                previousEmailStore.delete(tx, account)));
        subscribe(new AccountEmailNotifier(
                        dependencies.changes,
                        lookup,
                        tokens,
                        tokenStore,
                        previousEmailStore,
                        dependencies.sessionListStore,
                        accountEmailTemplates,
                        new EmailSender(dependencies.bus))
                .subscriber());
    }

    private void registerSessions(AuthDependencies dependencies) {
        PasswordSignIn passwordSignIn = new PasswordSignIn(
                dependencies.accounts,
                dependencies.changes,
                dependencies.passwordHasher,
                dependencies.credentials,
                dependencies.sessionStore,
                dependencies.throttle,
                dependencies.deviceTokens,
                dependencies.signInFlow);
        TokenRefresh tokenRefresh =
                new TokenRefresh(dependencies.accounts, dependencies.changes, dependencies.sessions);
        Logout logout = new Logout(dependencies.changes, dependencies.sessions);
        SessionHandlers lists = new SessionHandlers(dependencies.sessionListStore, dependencies.sessions);
        AuthPersonalDataExport personalDataExport = new AuthPersonalDataExport(
                dependencies.sessionListStore, dependencies.mfaStore, dependencies.credentials);
        Impersonation impersonation = new Impersonation(
                dependencies.bus, dependencies.changes, dependencies.sessionStore, dependencies.accessTokens);
        on(SessionOperations.LOGIN, passwordSignIn::login);
        on(SessionOperations.REFRESH, tokenRefresh::refresh);
        on(SessionOperations.LOGOUT, logout::logout);
        on(SessionOperations.GET_CURRENT_USER, (request, call) -> currentUser(dependencies.accounts, call));
        on(SessionOperations.LIST_OWN_SESSIONS, lists::listOwn);
        on(SessionOperations.LIST_SESSIONS, lists::list);
        on(SessionOperations.GET_SESSION, lists::get);
        on(SessionOperations.REVOKE_SESSION, lists::revoke);
        on(SessionOperations.IMPERSONATE, impersonation::impersonate);
        on(AuthPersonalData.EXPORT_PERSONAL_DATA, personalDataExport::export);
        subscribe(new Subscriber("auth.account-status")
                .on(UsersEvents.ACCESS_CHANGED, dependencies.accountStatusSubscriber::statusChanged));
    }

    /** Fails with UNAUTHORIZED if the account no longer exists. */
    private static Future<Me> currentUser(AccountLookup accounts, Call<Me> call) {
        return accounts.byId(call.userId(), call.requestContext())
                .map(found -> Require.present(found, () -> Failure.of(FailureCode.UNAUTHORIZED)))
                .map(account -> new Me(account.user()));
    }

    private void registerMfa(AuthDependencies dependencies) {
        MfaEnrollment mfaEnrollment = new MfaEnrollment(
                dependencies.bus,
                dependencies.mfaStore,
                dependencies.mfaCodes,
                dependencies.reauthentication,
                dependencies.throttle);
        MfaVerification mfaVerification = new MfaVerification(
                dependencies.accounts,
                dependencies.changes,
                dependencies.challengeStore,
                dependencies.challengeTokens,
                dependencies.mfaCodes,
                dependencies.throttle,
                dependencies.signInFlow);
        dependencies.mfaCodes.sealedColumns().forEach(column -> column.reseal(dependencies.changes));
        on(MfaOperations.GET_MFA_STATUS, mfaEnrollment::getStatus);
        on(MfaOperations.SET_UP_MFA, mfaEnrollment::setUp);
        on(MfaOperations.ENABLE_MFA, mfaEnrollment::enable);
        on(MfaOperations.DISABLE_MFA, mfaEnrollment::disable);
        on(MfaOperations.REGENERATE_RECOVERY_CODES, mfaEnrollment::regenerateRecoveryCodes);
        on(MfaOperations.VERIFY_MFA, mfaVerification::verify);
        on(MfaOperations.REAUTHENTICATE, dependencies.reauthentication::reauthenticate);
        on(ReauthenticationOperations.REQUIRE, dependencies.reauthentication::requireForService);
        subscribe(new ExternalSubscriber("auth.mfa-sync")
                .on(AuthEvents.MFA_CHANGED, dependencies.accountStatusSubscriber::mfaChanged));
    }
}
