package io.busbar.services.users;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountCreated;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.CreateAccount;
import io.busbar.services.users.AccountOperations.FindAccount;
import io.busbar.services.users.AccountOperations.FindAccountResult;
import io.busbar.services.users.AccountOperations.MarkEmailVerified;
import io.busbar.services.users.AccountStore.NewAccount;
import io.busbar.services.users.AccountStore.VerifiedAccount;
import io.busbar.services.users.UsersContinuations.AccountDue;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.UsersEvents.AccountRegistered;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Creates and finds accounts and records the verification of their email addresses, on behalf of auth. */
final class Accounts {
    /** Time to verify the email address of a registration before it is erased. */
    private static final Duration REGISTRATION_TIMEOUT = Duration.ofHours(24);

    /**
     * Maximum number of attempts to insert an account, each with newly suggested usernames unless one was requested. A requested username
     * is tried again because the account that blocked it may be gone.
     */
    private static final int MAX_INSERT_ATTEMPTS = 5;

    private final AccountStore store;

    Accounts(AccountStore store) {
        this.store = store;
    }

    Future<AccountCreated> create(CreateAccount request, Call<AccountCreated> call) {
        String email = EmailNormalizer.normalize(request.email(), "/email");
        String phone = request.phone() == null ? null : PhoneNormalizer.normalize(request.phone(), "/phone");
        String fullName = request.fullName();
        String username = request.username() == null ? null : Usernames.validate(request.username(), "/username");
        NewAccount account = new NewAccount(
                request.id(),
                username == null ? Usernames.suggest(fullName) : List.of(username),
                email,
                phone,
                fullName,
                request.role(),
                request.emailVerified());
        return call.change(tx -> create(tx, account, username != null, MAX_INSERT_ATTEMPTS));
    }

    private Future<AccountCreated> create(Tx tx, NewAccount account, boolean usernameRequested, int attemptsLeft) {
        return store.insert(tx, account)
                .compose(inserted -> inserted.isPresent()
                        ? Future.succeededFuture(publishCreated(tx, inserted.get()))
                        : findExistingOrRetry(tx, account, usernameRequested, attemptsLeft));
    }

    private Future<AccountCreated> findExistingOrRetry(
            Tx tx, NewAccount account, boolean usernameRequested, int attemptsLeft) {
        return store.findExistingOrThrowConflict(tx, account, usernameRequested).compose(existing -> {
            if (existing.isPresent()) {
                return Future.succeededFuture(existing.get());
            }
            Require.that(
                    attemptsLeft > 1, () -> Failure.unavailable("No free username was found", Duration.ofSeconds(1)));
            NewAccount next = usernameRequested ? account : withNewUsernames(account);
            return create(tx, next, usernameRequested, attemptsLeft - 1);
        });
    }

    private static NewAccount withNewUsernames(NewAccount account) {
        return new NewAccount(
                account.id(),
                Usernames.suggest(account.fullName()),
                account.email(),
                account.phone(),
                account.fullName(),
                account.role(),
                account.emailVerified());
    }

    private static AccountCreated publishCreated(Tx tx, AccountCreated accountCreated) {
        Account account = accountCreated.account();
        UUID id = account.id();
        if (account.status() == AccountStatus.PENDING) {
            tx.publish(UsersEvents.REGISTERED, id, new AccountRegistered(id, accountCreated.emailOwner()));
            tx.schedule(
                    UsersContinuations.REGISTRATION_EXPIRED,
                    id.toString(),
                    new AccountDue(id),
                    Instant.now().plus(REGISTRATION_TIMEOUT));
        } else {
            tx.publish(UsersEvents.EMAIL_VERIFIED, id, new AccountEvent(id));
        }
        return accountCreated;
    }

    /** Runs exactly one statement whether or not the account exists, so that the response time does not reveal it. */
    Future<FindAccountResult> find(FindAccount request) {
        String identifier = request.identifier().strip();
        Future<Optional<Account>> found;
        if (identifier.indexOf('@') >= 0) {
            found = store.byEmail(EmailNormalizer.tryNormalize(identifier).orElse(""));
        } else {
            Optional<String> phone = PhoneNormalizer.tryNormalize(identifier);
            found = phone.isPresent() ? store.byPhone(phone.get()) : store.byUsername(identifier);
        }
        return found.map(account -> new FindAccountResult(account.orElse(null)));
    }

    Future<Account> markEmailVerified(MarkEmailVerified request, Call<Account> call) {
        String email = EmailNormalizer.normalize(request.email(), "/email");
        return call.change(tx -> store.markEmailVerified(tx, request.id(), email)
                .compose(verified -> verified.isPresent()
                        ? Future.succeededFuture(publishVerified(tx, verified.get()))
                        : requireAlreadyVerified(tx, request.id(), email)));
    }

    private static Account publishVerified(Tx tx, VerifiedAccount verified) {
        Account account = verified.account();
        tx.publish(UsersEvents.EMAIL_VERIFIED, account.id(), new AccountEvent(account.id()));
        if (verified.activated()) {
            tx.cancel(UsersContinuations.REGISTRATION_EXPIRED, account.id().toString());
            AccountLifecycle.publishAccessChanged(tx, account);
        }
        return account;
    }

    private Future<Account> requireAlreadyVerified(Tx tx, UUID id, String email) {
        return store.byId(tx, id).map(account -> {
            Require.that(
                    account.status() != AccountStatus.PENDING && account.email().equals(email),
                    () -> Failure.of(FailureCode.NOT_FOUND, "The account does not claim this email address"));
            return account;
        });
    }
}
