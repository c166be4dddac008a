package io.busbar.auth;

import io.busbar.auth.AuthEvents.ConfirmationWanted;
import io.busbar.auth.AuthEvents.FactorChanged;
import io.busbar.auth.AuthEvents.PasswordChanged;
import io.busbar.auth.AuthEvents.RefreshTokenReused;
import io.busbar.auth.AuthEvents.ResetWanted;
import io.busbar.auth.AuthEvents.SignedInAnew;
import io.busbar.auth.OneTimeTokenStore.Issue;
import io.busbar.auth.OneTimeTokens.Purpose;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Occurrence;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.mail.MailOperations.Letter;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.UsersEvents;
import io.busbar.users.UsersEvents.AccountChanged;
import io.busbar.users.UsersEvents.DeletionScheduled;
import io.busbar.users.UsersEvents.Registered;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/**
 * Who is written to, and when. What people ask for is decided here and not while they wait, so that nobody learns from an answer or its
 * timing whether an account exists. A letter's token holds before the letter goes out.
 */
final class AccountLetters {
    /** Longer than an account's lookup, a change and the mail server's time together. */
    private static final Duration PATIENCE = Duration.ofSeconds(28);
    /** With pauses that double from two seconds up to an hour: about a day and a half. */
    private static final int ATTEMPTS = 45;

    private static final Duration GAP = Duration.ofMinutes(1);

    private final Changes changes;
    private final AccountLookup accounts;
    private final OneTimeTokens tokens;
    private final OneTimeTokenStore store;
    private final FormerAddressStore formerAddresses;
    private final SessionListStore sessions;
    private final Letters letters;
    private final LetterSender sender;

    AccountLetters(
            Changes changes,
            AccountLookup accounts,
            OneTimeTokens tokens,
            OneTimeTokenStore store,
            FormerAddressStore formerAddresses,
            SessionListStore sessions,
            Letters letters,
            LetterSender sender) {
        this.changes = changes;
        this.accounts = accounts;
        this.tokens = tokens;
        this.store = store;
        this.formerAddresses = formerAddresses;
        this.sessions = sessions;
        this.letters = letters;
        this.sender = sender;
    }

    Subscriber subscriber() {
        return new Subscriber("auth.letters")
                .outside()
                .attempts(ATTEMPTS, Duration.ofSeconds(2))
                .on(UsersEvents.REGISTERED, (tx, registered) -> registered(registered))
                .on(UsersEvents.EMAIL_CHANGE_REQUESTED, (tx, asked) -> emailChangeRequested(asked))
                .on(UsersEvents.CONFIRMED, this::confirmed)
                .on(UsersEvents.DELETION_SCHEDULED, (tx, leaving) -> deletionScheduled(leaving))
                .on(AuthEvents.CONFIRMATION_WANTED, (tx, wanted) -> confirmationWanted(wanted))
                .on(AuthEvents.RESET_WANTED, (tx, wanted) -> resetWanted(wanted))
                .on(AuthEvents.PASSWORD_CHANGED, (tx, changed) -> passwordChanged(changed))
                .on(AuthEvents.SIGNED_IN_ANEW, (tx, signedIn) -> signedInAnew(signedIn))
                .on(AuthEvents.REFRESH_TOKEN_REUSED, (tx, reused) -> tokenReused(reused))
                .on(AuthEvents.FACTOR_CHANGED, (tx, changed) -> factorChanged(changed));
    }

    private Future<?> registered(Occurrence<Registered> occurrence) {
        UUID owner = occurrence.payload().addressOwner();
        return owner == null
                ? about(occurrence.payload().id(), account -> verify(occurrence.id(), account, Duration.ZERO))
                : about(
                        owner,
                        account -> sendOnce(
                                occurrence.id(),
                                Purpose.ALREADY_REGISTERED,
                                account,
                                account.email(),
                                GAP,
                                letters.alreadyRegistered(occurrence.id(), account)));
    }

    /** Not when the address is somebody else's by now: no link could make it this account's. */
    private Future<?> confirmationWanted(Occurrence<ConfirmationWanted> occurrence) {
        return about(
                occurrence.payload().id(),
                account -> accounts.byIdentifier(account.email(), caller())
                        .compose(owner -> owner.isEmpty() || owner.get().status() == Status.PENDING
                                ? verify(occurrence.id(), account, GAP)
                                : Future.succeededFuture()));
    }

    private Future<?> verify(UUID occurrence, Account account, Duration gap) {
        return account.status() == Status.PENDING
                ? sendOnce(
                        occurrence,
                        Purpose.VERIFY_EMAIL,
                        account,
                        account.email(),
                        gap,
                        letters.verify(occurrence, account))
                : Future.succeededFuture();
    }

    private Future<?> emailChangeRequested(Occurrence<AccountChanged> occurrence) {
        return about(occurrence.payload().id(), account -> {
            String address = account.newEmail();
            return address == null
                    ? Future.succeededFuture()
                    : sendOnce(
                            occurrence.id(),
                            Purpose.CHANGE_EMAIL,
                            account,
                            address,
                            Duration.ZERO,
                            letters.changeEmail(occurrence.id(), account, address));
        });
    }

    private Future<?> resetWanted(Occurrence<ResetWanted> occurrence) {
        return about(
                occurrence.payload().id(),
                account -> PasswordResets.isOpenTo(account)
                        ? sendOnce(
                                occurrence.id(),
                                Purpose.RESET_PASSWORD,
                                account,
                                account.email(),
                                GAP,
                                letters.resetPassword(occurrence.id(), account))
                        : Future.succeededFuture());
    }

    private Future<?> passwordChanged(Occurrence<PasswordChanged> occurrence) {
        return about(
                occurrence.payload().id(),
                account -> send(letters.passwordChanged(occurrence.id(), account, occurrence.at())));
    }

    private Future<?> signedInAnew(Occurrence<SignedInAnew> occurrence) {
        return sessions.find(occurrence.payload().session(), null)
                .compose(session -> about(
                        occurrence.payload().id(),
                        account -> session.isPresent()
                                ? send(letters.newSignIn(occurrence.id(), account, session.get()))
                                : Future.succeededFuture()));
    }

    private Future<?> tokenReused(Occurrence<RefreshTokenReused> occurrence) {
        return about(
                occurrence.payload().id(),
                account -> send(letters.sessionStolen(occurrence.id(), account, occurrence.at())));
    }

    private Future<?> factorChanged(Occurrence<FactorChanged> occurrence) {
        boolean on = occurrence.payload().enabled();
        return about(
                occurrence.payload().id(),
                account -> send(letters.secondFactor(occurrence.id(), account, occurrence.at(), on)));
    }

    private Future<?> deletionScheduled(Occurrence<DeletionScheduled> occurrence) {
        return about(
                occurrence.payload().id(),
                account -> account.status() == Status.LEAVING
                        ? send(letters.deletionScheduled(
                                occurrence.id(), account, occurrence.payload().eraseAt()))
                        : Future.succeededFuture());
    }

    /** The owner of an address that was replaced is told there. */
    private Future<?> confirmed(Tx tx, Occurrence<AccountChanged> occurrence) {
        UUID id = occurrence.payload().id();
        return formerAddresses
                .find(id)
                .compose(former -> former.isEmpty()
                        ? Future.succeededFuture()
                        : about(
                                        id,
                                        account -> former.get().equals(account.email())
                                                ? Future.succeededFuture()
                                                : send(letters.emailChanged(occurrence.id(), account, former.get())))
                                .compose(told -> formerAddresses.delete(tx, id)));
    }

    /** What is to be done about an account; nothing when there is none. */
    private Future<?> about(UUID id, Function<Account, Future<?>> letter) {
        return accounts.byId(id, caller())
                .compose(found -> found.isPresent() ? letter.apply(found.get()) : Future.succeededFuture());
    }

    private Future<?> sendOnce(
            UUID occurrence, Purpose purpose, Account account, String address, Duration gap, Letter letter) {
        Issue issue = new Issue(occurrence, purpose, account.id(), tokens.hash(address), gap);
        return changes.change(caller(), "auth.issueToken", tx -> {
                    tx.about("user", account.id());
                    return store.issue(tx, issue);
                })
                .compose(may -> may ? send(letter) : Future.succeededFuture());
    }

    private Future<Void> send(Letter letter) {
        return sender.send(letter, caller());
    }

    private static Caller caller() {
        return Caller.program("auth.letters", PATIENCE);
    }
}
