package io.busbar.auth;

import io.busbar.auth.AuthEvents.ConfirmationWanted;
import io.busbar.auth.AuthOperations.Message;
import io.busbar.auth.AuthOperations.ResendVerification;
import io.busbar.auth.AuthOperations.VerifyEmail;
import io.busbar.auth.OneTimeTokenStore.Token;
import io.busbar.auth.OneTimeTokens.Named;
import io.busbar.auth.OneTimeTokens.Purpose;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.ConfirmEmail;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** How addresses are proven: with a token that only somebody has who reads what is sent there. */
final class EmailProofs {
    private static final Message PROVEN = new Message("Email verified successfully");
    private static final Message SENT = new Message("If this address waits to be verified, a letter is on its way");

    private final Bus bus;
    private final Changes changes;
    private final AccountLookup accounts;
    private final OneTimeTokens tokens;
    private final OneTimeTokenStore store;
    private final FormerAddressStore formerAddresses;
    private final Registrations registrations;

    EmailProofs(
            Bus bus,
            Changes changes,
            AccountLookup accounts,
            OneTimeTokens tokens,
            OneTimeTokenStore store,
            FormerAddressStore formerAddresses,
            Registrations registrations) {
        this.bus = bus;
        this.changes = changes;
        this.accounts = accounts;
        this.tokens = tokens;
        this.store = store;
        this.formerAddresses = formerAddresses;
        this.registrations = registrations;
    }

    Future<Message> verify(VerifyEmail request, Call<Message> call) {
        Named named = tokens.read(request.token())
                .filter(each -> each.purpose() == Purpose.VERIFY_EMAIL || each.purpose() == Purpose.CHANGE_EMAIL)
                .orElseThrow(EmailProofs::refused);
        return store.find(named)
                .map(found -> found.orElseThrow(EmailProofs::refused))
                .compose(token -> accounts.byId(token.account(), call.caller())
                        .map(found -> found.orElseThrow(EmailProofs::refused))
                        .compose(account -> noteFormer(account, token, call.caller())
                                .compose(noted -> confirm(account, token, call.caller())))
                        .compose(confirmed -> call.change(tx -> {
                            tx.about("user", token.account());
                            return store.use(tx, token.id())
                                    .compose(used -> registrations.accept(tx, token.account()))
                                    .map(PROVEN);
                        })));
    }

    /** Only the account says which address the token was sent to: the row knows a hash of it. */
    private Future<Account> confirm(Account account, Token token, Caller caller) {
        String address = Stream.of(account.email(), account.newEmail())
                .filter(Objects::nonNull)
                .filter(claimed -> token.isFor(tokens.hash(claimed)))
                .findFirst()
                .orElseThrow(EmailProofs::refused);
        return bus.call(AccountOperations.CONFIRM_EMAIL, new ConfirmEmail(account.id(), address), caller)
                .recover(cause -> Future.failedFuture(
                        cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                                ? refused()
                                : cause));
    }

    /** The address that is about to be replaced is written to afterwards. */
    private Future<?> noteFormer(Account account, Token token, Caller caller) {
        String address = account.newEmail();
        return address == null || !token.isFor(tokens.hash(address))
                ? Future.succeededFuture()
                : changes.change(
                        caller,
                        "auth.noteFormerAddress",
                        tx -> formerAddresses.keep(tx, account.id(), account.email()));
    }

    Future<Message> resend(ResendVerification request, Call<Message> call) {
        return accounts.byIdentifier(request.email(), call.caller()).compose(found -> {
            UUID account = idOrNobodys(found);
            return call.change(tx -> {
                tx.announce(AuthEvents.CONFIRMATION_WANTED, account.toString(), new ConfirmationWanted(account));
                return Future.succeededFuture(SENT);
            });
        });
    }

    /** Of somebody unknown, an id that is nobody's: the same is written then, and only the letter's delivery finds out. */
    static UUID idOrNobodys(Optional<Account> account) {
        return account.map(Account::id).orElseGet(UUID::randomUUID);
    }

    static Failure refused() {
        return Failure.invalid("/token", "is not valid or has expired");
    }
}
