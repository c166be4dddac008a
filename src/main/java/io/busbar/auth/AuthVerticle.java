package io.busbar.auth;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Subscriber;
import io.busbar.tokens.AccessTokens;
import io.busbar.users.UsersEvents;

/** The auth service, wired. */
public final class AuthVerticle extends ServiceVerticle {
    private final AuthSettings settings;
    private final AccessTokens tokens;

    public AuthVerticle(Kernel kernel, AuthSettings settings, AccessTokens tokens) {
        super(AuthOperations.AUTH, kernel);
        this.settings = settings;
        this.tokens = tokens;
    }

    @Override
    protected void wire() {
        AuthParts parts = new AuthParts(vertx, kernel(), settings, tokens);
        accounts(parts);
        sessions(parts);
        factors(parts);
    }

    private void accounts(AuthParts parts) {
        AccountLookup lookup = parts.accounts;
        OneTimeTokens tokens = new OneTimeTokens(settings.secret());
        OneTimeTokenStore tokenStore = new OneTimeTokenStore(kernel().database());
        FormerAddressStore formerAddresses = new FormerAddressStore(kernel().database(), settings.secret());
        Registrations registrations = new Registrations(parts.bus, lookup, parts.credentials, parts.passwords);
        EmailProofs proofs =
                new EmailProofs(parts.bus, parts.changes, lookup, tokens, tokenStore, formerAddresses, registrations);
        PasswordReplacement replacement = new PasswordReplacement(parts.credentials, tokenStore, parts.sessions);
        PasswordResets resets = new PasswordResets(lookup, tokens, tokenStore, parts.passwords, replacement);
        PasswordChanges changes =
                new PasswordChanges(lookup, parts.credentials, parts.passwords, parts.throttle, replacement);
        FirstAdmin firstAdmin =
                new FirstAdmin(parts.bus, parts.changes, lookup, parts.credentials, registrations, parts.passwords);
        Letters letters = new Letters(tokens, settings.clientUrl());
        on(AuthOperations.REGISTER, registrations::register);
        on(AuthOperations.VERIFY_EMAIL, proofs::verify);
        on(AuthOperations.RESEND_VERIFICATION, proofs::resend);
        on(AuthOperations.FORGOT_PASSWORD, resets::forgot);
        on(AuthOperations.RESET_PASSWORD, resets::reset);
        on(AuthOperations.CHANGE_PASSWORD, changes::change);
        on(AuthOperations.INSTALL_ADMIN, firstAdmin::install);
        subscribe(registrations.acceptance());
        subscribe(registrations.orphans());
        subscribe(new Erasure(parts.credentials, tokenStore, formerAddresses).subscriber());
        subscribe(new AccountLetters(
                        parts.changes,
                        lookup,
                        tokens,
                        tokenStore,
                        formerAddresses,
                        parts.sessionLists,
                        letters,
                        new LetterSender(parts.bus))
                .subscriber());
    }

    private void sessions(AuthParts parts) {
        SignIn signIn = new SignIn(
                parts.accounts,
                parts.changes,
                parts.passwords,
                parts.credentials,
                parts.sessionStore,
                parts.throttle,
                parts.devices,
                parts.gate);
        Refreshing refreshing = new Refreshing(parts.accounts, parts.changes, parts.sessions);
        SigningOut signingOut = new SigningOut(parts.changes, parts.sessions);
        Whoever whoever = new Whoever(parts.accounts);
        SessionLists lists = new SessionLists(parts.sessionLists, parts.sessions, parts.factors, parts.credentials);
        Impersonating impersonating =
                new Impersonating(parts.bus, parts.changes, parts.sessionStore, parts.accessTokens);
        on(SessionOperations.LOGIN, signIn::login);
        on(SessionOperations.REFRESH, refreshing::refresh);
        on(SessionOperations.LOGOUT, signingOut::logout);
        on(SessionOperations.ME, whoever::me);
        on(SessionOperations.OWN, lists::own);
        on(SessionOperations.LIST, lists::list);
        on(SessionOperations.SESSION, lists::show);
        on(SessionOperations.REVOKE, lists::revoke);
        on(SessionOperations.IMPERSONATE, impersonating::impersonate);
        on(SessionOperations.PERSONAL_DATA, lists::personalData);
        subscribe(new Subscriber("auth.standing")
                .on(UsersEvents.STANDING_CHANGED, parts.standing::changed)
                .on(UsersEvents.ERASED, parts.standing::erased));
    }

    private void factors(AuthParts parts) {
        FactorChanges changes =
                new FactorChanges(parts.bus, parts.factors, parts.secondFactor, parts.proofs, parts.throttle);
        SecondStep secondStep = new SecondStep(
                parts.accounts,
                parts.changes,
                parts.challenges,
                parts.challengeTokens,
                parts.secondFactor,
                parts.throttle,
                parts.gate);
        on(FactorOperations.STATUS, changes::status);
        on(FactorOperations.SETUP, changes::setUp);
        on(FactorOperations.ENABLE, changes::enable);
        on(FactorOperations.DISABLE, changes::disable);
        on(FactorOperations.RENEW_CODES, changes::renewCodes);
        on(FactorOperations.VERIFY, secondStep::verify);
        on(FactorOperations.PROVE, parts.proofs::prove);
        on(FactorOperations.REQUIRE_PROOF, parts.proofs::requireInPerson);
        subscribe(new Subscriber("auth.factors")
                .outside()
                .on(AuthEvents.FACTOR_CHANGED, (tx, occurrence) -> parts.standing.factorChanged(occurrence)));
    }
}
