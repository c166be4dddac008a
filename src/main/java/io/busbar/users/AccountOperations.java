package io.busbar.users;

import static io.busbar.bus.FailureCode.ACCOUNT_SUSPENDED;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.bus.WireNames;
import io.busbar.users.UsersOperations.User;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What auth asks of users: identifiers, roles and standing are theirs. */
public interface AccountOperations {
    /** What a username looks like, so that it is never taken for an address or a number. */
    String USERNAME = "^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._-]{2,29}$";

    /** The same in words. */
    String USERNAME_RULE =
            "must be 3 to 30 letters, digits, dots, underscores or hyphens, begin with a letter or digit, and have a letter";

    /** How an account stands. */
    enum Status {
        /** Registered, e-mail address not confirmed; gone after a day. */
        PENDING,
        ACTIVE,
        SUSPENDED,
        /** Deleted by its owner or an admin, within the grace period. */
        LEAVING;

        private static final WireNames<Status> NAMES = WireNames.of(Status.class);

        /** The name on the wire: lower case. */
        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything but the four is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static Status of(String wireName) {
            return NAMES.find(wireName);
        }
    }

    Operation<Admit, Admitted> ADMIT = UsersOperations.USERS
            .internal("admit")
            .summary("Take in a new account")
            .description(
                    "Pending, unless it is confirmed already. The same id once more changes nothing. A taken username, or the taken"
                            + " address of a confirmed one, is a conflict; a taken address is none otherwise.")
            .fails(CONFLICT)
            .idempotent()
            .takes(Admit.class)
            .answers(Admitted.class);

    Operation<FindAccount, Found> FIND = UsersOperations.USERS
            .internal("find")
            .summary("Find an account by what people sign in with")
            .description("E-mail address, username or phone. Of several pending ones with an address, the newest.")
            .idempotent()
            .takes(FindAccount.class)
            .answers(Found.class);

    Operation<AccountId, Account> ACCOUNT = UsersOperations.USERS
            .internal("account")
            .summary("An account by its id")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(AccountId.class)
            .answers(Account.class);

    Operation<ConfirmEmail, Account> CONFIRM_EMAIL = UsersOperations.USERS
            .internal("confirmEmail")
            .summary("Take an address as proven")
            .description(
                    "Of a pending account, which becomes active, or the new address of an active one. A conflict when somebody else"
                            + " has proven it meanwhile, not found when the account no longer claims it.")
            .fails(NOT_FOUND, CONFLICT)
            .idempotent()
            .takes(ConfirmEmail.class)
            .answers(Account.class);

    Operation<AccountId, Account> RESUME = UsersOperations.USERS
            .internal("resume")
            .summary("Take back a deletion within its grace period")
            .description("One that an admin ordered is not the person's to take back.")
            .fails(NOT_FOUND, ACCOUNT_SUSPENDED)
            .idempotent()
            .takes(AccountId.class)
            .answers(Account.class);

    Operation<FactorChanged, Nothing> FACTOR_CHANGED = UsersOperations.USERS
            .internal("factorChanged")
            .summary("Whether an account has a second factor now")
            .description("Shown among the person's settings.")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(FactorChanged.class)
            .answersNothing();

    Operation<MakeDemo, DemoMade> MAKE_DEMO = UsersOperations.USERS
            .internal("makeDemo")
            .summary("Make a marketplace to look around in")
            .description(
                    "Professionals that nobody can sign in as, and services if there are none. Done twice it is done once.")
            .within(Duration.ofSeconds(60))
            .idempotent()
            .takes(MakeDemo.class)
            .answers(DemoMade.class);

    /** How many professionals there are to be. */
    record MakeDemo(@NotNull @Min(1) @Max(10_000) Integer professionals) {}

    /** What was made. */
    record DemoMade(@NotNull Integer professionals, @NotNull Integer services) {}

    /** An account to be. */
    record Admit(
            @NotNull UUID id,
            @NotNull @Size(max = 254) String email,
            @Nullable @Size(max = 30) String username,
            @Nullable @Size(max = 30) String phone,
            @Nullable @Size(max = 100) String fullName,
            @NotNull Role role,
            @NotNull Boolean confirmed) {}

    /**
     * That it was taken in.
     *
     * @param addressOwner whose confirmed address it is already, if anybody's
     */
    record Admitted(@NotNull Account account, @Nullable UUID addressOwner) {}

    /** What somebody typed to say who they are. */
    record FindAccount(@NotNull @Size(max = 254) String identifier) {}

    /** Whom it means; nobody is null. */
    record Found(@Nullable Account account) {}

    /** Which account. */
    record AccountId(@NotNull UUID id) {}

    /** Whether somebody has a second factor. */
    record FactorChanged(@NotNull UUID id, @NotNull Boolean enabled) {}

    /** An address that somebody has shown to be theirs. */
    record ConfirmEmail(
            @NotNull UUID id, @NotNull @Size(max = 254) String email) {}

    /**
     * An account as auth needs it.
     *
     * @param version        rises with every change of role or standing: tokens of lower ones are void
     * @param email          the confirmed address; of a pending account the one to be confirmed
     * @param newEmail       an address that is to take its place once confirmed
     * @param sessionMinutes how long a session may lie idle, by the person's own setting
     * @param user           as its owner sees it
     */
    record Account(
            @NotNull UUID id,
            @NotNull Role role,
            @NotNull Status status,
            @NotNull Long version,
            @NotNull String email,
            @Nullable String newEmail,
            @NotNull Integer sessionMinutes,
            @NotNull User user) {}
}
