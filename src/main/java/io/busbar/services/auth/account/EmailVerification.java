package io.busbar.services.auth.account;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthContinuations;
import io.busbar.services.auth.AuthContinuations.EmailVerificationRequested;
import io.busbar.services.auth.AuthOperations.ResendVerification;
import io.busbar.services.auth.AuthOperations.StatusMessage;
import io.busbar.services.auth.AuthOperations.VerifyEmail;
import io.busbar.services.auth.token.OneTimeTokenStore;
import io.busbar.services.auth.token.OneTimeTokenStore.IssuedToken;
import io.busbar.services.auth.token.OneTimeTokens;
import io.busbar.services.auth.token.OneTimeTokens.OneTimeTokenId;
import io.busbar.services.auth.token.OneTimeTokens.Purpose;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.MarkEmailVerified;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Verifies email addresses, with a token that only someone who reads the emails to the address has. */
public final class EmailVerification {
    private static final StatusMessage VERIFIED = new StatusMessage("Email verified successfully");
    private static final StatusMessage SENT =
            new StatusMessage("If this address needs to be verified, you will receive an email");

    private final Bus bus;
    private final Changes changes;
    private final AccountLookup accounts;
    private final OneTimeTokens tokens;
    private final OneTimeTokenStore store;
    private final PreviousEmailStore previousEmails;
    private final Registrations registrations;

    public EmailVerification(
            Bus bus,
            Changes changes,
            AccountLookup accounts,
            OneTimeTokens tokens,
            OneTimeTokenStore store,
            PreviousEmailStore previousEmails,
            Registrations registrations) {
        this.bus = bus;
        this.changes = changes;
        this.accounts = accounts;
        this.tokens = tokens;
        this.store = store;
        this.previousEmails = previousEmails;
        this.registrations = registrations;
    }

    public Future<StatusMessage> verify(VerifyEmail request, Call<StatusMessage> call) {
        return store.find(decode(request.token()))
                .map(found -> Require.present(found, OneTimeTokens::invalidToken))
                .compose(issuedToken -> confirmAddress(issuedToken, call.requestContext())
                        .compose(confirmed -> call.change(tx -> redeem(tx, issuedToken))));
    }

    private OneTimeTokenId decode(String token) {
        return Require.present(
                tokens.decode(token)
                        .filter(decoded ->
                                decoded.purpose() == Purpose.VERIFY_EMAIL || decoded.purpose() == Purpose.CHANGE_EMAIL),
                OneTimeTokens::invalidToken);
    }

    private Future<Account> confirmAddress(IssuedToken issuedToken, RequestContext requestContext) {
        return accounts.byId(issuedToken.account(), requestContext)
                .map(found -> Require.present(found, OneTimeTokens::invalidToken))
                .compose(account -> storePreviousEmail(account, issuedToken, requestContext)
                        .compose(stored -> markVerified(account, issuedToken, requestContext)));
    }

    /** Stores the address that is about to be replaced, so that its owner can be notified there afterwards. */
    private Future<?> storePreviousEmail(Account account, IssuedToken issuedToken, RequestContext requestContext) {
        String pendingEmail = account.pendingEmail();
        if (pendingEmail == null || !tokens.wasSentTo(issuedToken, pendingEmail)) {
            return Future.succeededFuture();
        }
        return changes.change(
                requestContext,
                "auth.storePreviousEmail",
                tx -> previousEmails.insertUnlessPresent(tx, account.id(), account.email()));
    }

    /** Finds the address among those of the account, because the token's row has only a hash of it. */
    private Future<Account> markVerified(Account account, IssuedToken issuedToken, RequestContext requestContext) {
        Optional<String> address = Stream.of(account.email(), account.pendingEmail())
                .filter(Objects::nonNull)
                .filter(claimed -> tokens.wasSentTo(issuedToken, claimed))
                .findFirst();
        MarkEmailVerified request =
                new MarkEmailVerified(account.id(), Require.present(address, OneTimeTokens::invalidToken));
        return bus.call(AccountOperations.MARK_EMAIL_VERIFIED, request, requestContext)
                .recover(cause -> Future.failedFuture(
                        Failure.hasCode(cause, FailureCode.NOT_FOUND) ? OneTimeTokens.invalidToken() : cause));
    }

    private Future<StatusMessage> redeem(Tx tx, IssuedToken issuedToken) {
        tx.auditSubject("user", issuedToken.account());
        return store.redeem(tx, issuedToken.id())
                .compose(redeemed -> registrations.activateCredential(tx, issuedToken.account()))
                .map(VERIFIED);
    }

    /**
     * If there is no account, enqueues the request for a random ID, so that the response takes as long; the email is dropped on delivery.
     */
    public Future<StatusMessage> resend(ResendVerification request, Call<StatusMessage> call) {
        return accounts.byIdentifier(request.email(), call.requestContext())
                .map(AccountLookup::idOrRandom)
                .compose(account -> call.change(tx -> {
                    EmailVerificationRequested requested = new EmailVerificationRequested(account);
                    tx.enqueue(AuthContinuations.EMAIL_VERIFICATION_REQUESTED, account.toString(), requested);
                    return Future.succeededFuture(SENT);
                }));
    }
}
