package io.busbar.services.auth.account;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.AuthEvents.EmailVerificationRequested;
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
import java.util.UUID;
import java.util.stream.Stream;

/** How addresses are proven: with a token that only somebody has who reads what is sent there. */
public final class EmailVerification {
    private static final StatusMessage VERIFIED = new StatusMessage("Email verified successfully");
    private static final StatusMessage SENT =
            new StatusMessage("If this address waits to be verified, a letter is on its way");

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
        OneTimeTokenId oneTimeTokenId = tokens.decode(request.token())
                .filter(each -> each.purpose() == Purpose.VERIFY_EMAIL || each.purpose() == Purpose.CHANGE_EMAIL)
                .orElseThrow(EmailVerification::invalidToken);
        return store.find(oneTimeTokenId)
                .map(found -> found.orElseThrow(EmailVerification::invalidToken))
                .compose(issuedToken -> accounts.byId(issuedToken.account(), call.requestContext())
                        .map(found -> found.orElseThrow(EmailVerification::invalidToken))
                        .compose(account -> storePreviousEmail(account, issuedToken, call.requestContext())
                                .compose(stored -> confirm(account, issuedToken, call.requestContext())))
                        .compose(confirmed -> call.change(tx -> {
                            tx.auditSubject("user", issuedToken.account());
                            return store.redeem(tx, issuedToken.id())
                                    .compose(used -> registrations.activateCredential(tx, issuedToken.account()))
                                    .map(VERIFIED);
                        })));
    }

    /** Only the account says which address the token was sent to: the row knows a hash of it. */
    private Future<Account> confirm(Account account, IssuedToken issuedToken, RequestContext requestContext) {
        String address = Stream.of(account.email(), account.pendingEmail())
                .filter(Objects::nonNull)
                .filter(claimed -> issuedToken.wasSentTo(tokens.hashAddress(claimed)))
                .findFirst()
                .orElseThrow(EmailVerification::invalidToken);
        return bus.call(
                        AccountOperations.MARK_EMAIL_VERIFIED,
                        new MarkEmailVerified(account.id(), address),
                        requestContext)
                .recover(cause -> Future.failedFuture(
                        cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                                ? invalidToken()
                                : cause));
    }

    /** The address that is about to be replaced is written to afterwards. */
    private Future<?> storePreviousEmail(Account account, IssuedToken issuedToken, RequestContext requestContext) {
        String address = account.pendingEmail();
        return address == null || !issuedToken.wasSentTo(tokens.hashAddress(address))
                ? Future.succeededFuture()
                : changes.change(
                        requestContext,
                        "auth.storePreviousEmail",
                        tx -> previousEmails.insert(tx, account.id(), account.email()));
    }

    public Future<StatusMessage> resend(ResendVerification request, Call<StatusMessage> call) {
        return accounts.byIdentifier(request.email(), call.requestContext()).compose(found -> {
            UUID account = idOrRandom(found);
            return call.change(tx -> {
                tx.publish(
                        AuthEvents.EMAIL_VERIFICATION_REQUESTED,
                        account.toString(),
                        new EmailVerificationRequested(account));
                return Future.succeededFuture(SENT);
            });
        });
    }

    /** Of somebody unknown, an id that is nobody's: the same is written then, and only the letter's delivery finds out. */
    public static UUID idOrRandom(Optional<Account> account) {
        return account.map(Account::id).orElseGet(UUID::randomUUID);
    }

    public static Failure invalidToken() {
        return Failure.invalid("/token", "is not valid or has expired");
    }
}
