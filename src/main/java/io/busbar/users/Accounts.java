package io.busbar.users;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.FreeText;
import io.busbar.bus.Nothing;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.AccountId;
import io.busbar.users.AccountOperations.Admit;
import io.busbar.users.AccountOperations.Admitted;
import io.busbar.users.AccountOperations.ConfirmEmail;
import io.busbar.users.AccountOperations.FactorChanged;
import io.busbar.users.AccountOperations.FindAccount;
import io.busbar.users.AccountOperations.Found;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.AccountStore.NewAccount;
import io.busbar.users.UsersEvents.AccountChanged;
import io.busbar.users.UsersEvents.Registered;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How accounts come to be, are found, and have their addresses proven: what auth asks for. */
final class Accounts {
    /** How long a registration can be confirmed. */
    private static final Duration PENDING = Duration.ofHours(24);

    /** Rounds of names for somebody who chose none. */
    private static final int ROUNDS = 5;

    private final AccountStore store;

    Accounts(AccountStore store) {
        this.store = store;
    }

    Future<Admitted> admit(Admit request, Call<Admitted> call) {
        String email = AccountEmail.of(request.email(), "/email");
        String phone = request.phone() == null ? null : PhoneNumber.of(request.phone(), "/phone");
        String fullName = tidy(request.fullName(), 100, "/fullName");
        String username = request.username() == null ? null : Usernames.of(request.username(), "/username");
        NewAccount account = new NewAccount(
                request.id(),
                username == null ? Usernames.offer(fullName) : List.of(username),
                email,
                phone,
                fullName,
                request.role(),
                request.confirmed());
        return call.change(tx -> admit(tx, account, username != null, ROUNDS));
    }

    private Future<Admitted> admit(Tx tx, NewAccount account, boolean chosen, int rounds) {
        return store.insert(tx, account).compose(made -> {
            if (made.isPresent()) {
                return Future.succeededFuture(announce(tx, made.get()));
            }
            return store.inTheWay(tx, account, chosen).compose(same -> {
                if (same.isPresent()) {
                    return Future.succeededFuture(same.get());
                }
                if (rounds == 1) {
                    return Future.failedFuture(
                            Failure.unavailable("No free username was found", Duration.ofSeconds(1)));
                }
                NewAccount again = chosen
                        ? account
                        : new NewAccount(
                                account.id(),
                                Usernames.offer(account.fullName()),
                                account.email(),
                                account.phone(),
                                account.fullName(),
                                account.role(),
                                account.confirmed());
                return admit(tx, again, chosen, rounds - 1);
            });
        });
    }

    private static Admitted announce(Tx tx, Admitted admitted) {
        Account account = admitted.account();
        String key = account.id().toString();
        tx.about("user", account.id());
        if (account.status() == Status.PENDING) {
            tx.announce(UsersEvents.REGISTERED, key, new Registered(account.id(), admitted.addressOwner()));
            tx.schedule(
                    UsersEvents.PENDING_EXPIRED,
                    key,
                    new AccountChanged(account.id()),
                    Instant.now().plus(PENDING));
        } else {
            tx.announce(UsersEvents.CONFIRMED, key, new AccountChanged(account.id()));
        }
        return admitted;
    }

    /** One statement, whatever comes of it: nobody learns from the time it takes who has an account. */
    Future<Found> find(FindAccount request, Call<Found> call) {
        String typed = request.identifier().strip();
        Future<Optional<Account>> found;
        if (typed.indexOf('@') >= 0) {
            found = store.byEmail(AccountEmail.read(typed).orElse(""));
        } else {
            Optional<String> phone = PhoneNumber.read(typed);
            found = phone.isPresent() ? store.byPhone(phone.get()) : store.byUsername(typed);
        }
        return found.map(account -> new Found(account.orElse(null)));
    }

    Future<Account> account(AccountId request, Call<Account> call) {
        return store.byId(request.id());
    }

    Future<Account> confirmEmail(ConfirmEmail request, Call<Account> call) {
        String email = AccountEmail.of(request.email(), "/email");
        return call.change(tx -> store.confirm(tx, request.id(), email).compose(confirmed -> {
            if (confirmed.isEmpty()) {
                return store.byId(tx, request.id()).map(account -> {
                    if (account.status() == Status.PENDING || !account.email().equals(email)) {
                        throw Failure.of(FailureCode.NOT_FOUND, "The account does not claim this address");
                    }
                    return account;
                });
            }
            Account account = confirmed.get().account();
            String key = account.id().toString();
            tx.about("user", account.id());
            tx.announce(UsersEvents.CONFIRMED, key, new AccountChanged(account.id()));
            if (confirmed.get().activated()) {
                tx.cancel(UsersEvents.PENDING_EXPIRED, key);
                Standings.announce(tx, account);
            }
            return Future.succeededFuture(account);
        }));
    }

    Future<Nothing> factorChanged(FactorChanged request, Call<Nothing> call) {
        return call.change(
                tx -> store.factor(tx, request.id(), request.enabled()).map(done -> Nothing.NOTHING));
    }

    /** As people write it, composed and without outer space; null for nothing. */
    static @Nullable String tidy(@Nullable String text, int most, String field) {
        List<FieldError> errors = new ArrayList<>();
        String tidy = FreeText.line(text, most, field, errors);
        Failure.throwIfAny(errors);
        return FreeText.unlessEmpty(tidy);
    }
}
