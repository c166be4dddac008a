package io.busbar.services.users;

import static io.busbar.bus.FailureCode.ACCOUNT_SUSPENDED;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.bus.WireNames;
import io.busbar.services.users.UsersOperations.User;
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
    String USERNAME_PATTERN = "^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._-]{2,29}$";

    /** The same in words. */
    String USERNAME_MESSAGE =
            "must be 3 to 30 letters, digits, dots, underscores or hyphens, begin with a letter or digit, and have a letter";

    /** How an account stands. */
    enum AccountStatus {
        /** Registered, e-mail address not confirmed; gone after a day. */
        PENDING,
        ACTIVE,
        SUSPENDED,
        /** Deleted by its owner or an admin, within the grace period. */
        PENDING_DELETION;

        private static final WireNames<AccountStatus> NAMES = WireNames.of(AccountStatus.class);

        /** The name on the wire: lower case. */
        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything but the four is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static AccountStatus of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    Operation<CreateAccount, AccountCreated> CREATE_ACCOUNT = UsersOperations.USERS
            .internal("createAccount")
            .summary("Take in a new account")
            .description(
                    "Pending, unless it is confirmed already. The same id once more changes nothing. A taken username, or the taken"
                            + " address of a confirmed one, is a conflict; a taken address is none otherwise.")
            .fails(CONFLICT)
            .idempotent()
            .takes(CreateAccount.class)
            .returns(AccountCreated.class);

    Operation<FindAccount, FindAccountResult> FIND_ACCOUNT = UsersOperations.USERS
            .internal("findAccount")
            .summary("Find an account by what people sign in with")
            .description("E-mail address, username or phone. Of several pending ones with an address, the newest.")
            .idempotent()
            .takes(FindAccount.class)
            .returns(FindAccountResult.class);

    Operation<AccountId, Account> GET_ACCOUNT = UsersOperations.USERS
            .internal("getAccount")
            .summary("An account by its id")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(AccountId.class)
            .returns(Account.class);

    Operation<MarkEmailVerified, Account> MARK_EMAIL_VERIFIED = UsersOperations.USERS
            .internal("markEmailVerified")
            .summary("Take an address as proven")
            .description(
                    "Of a pending account, which becomes active, or the new address of an active one. A conflict when somebody else"
                            + " has proven it meanwhile, not found when the account no longer claims it.")
            .fails(NOT_FOUND, CONFLICT)
            .idempotent()
            .takes(MarkEmailVerified.class)
            .returns(Account.class);

    Operation<AccountId, Account> CANCEL_DELETION = UsersOperations.USERS
            .internal("cancelDeletion")
            .summary("Take back a deletion within its grace period")
            .description("One that an admin ordered is not the person's to take back.")
            .fails(NOT_FOUND, ACCOUNT_SUSPENDED)
            .idempotent()
            .takes(AccountId.class)
            .returns(Account.class);

    Operation<SetMfaEnabled, Empty> SET_MFA_ENABLED = UsersOperations.USERS
            .internal("setMfaEnabled")
            .summary("Whether an account has a second factor now")
            .description("Shown among the person's settings.")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(SetMfaEnabled.class)
            .returnsEmpty();

    Operation<CreateDemoData, DemoDataCreated> CREATE_DEMO_DATA = UsersOperations.USERS
            .internal("createDemoData")
            .summary("Make a marketplace to look around in")
            .description(
                    "Professionals that nobody can sign in as, and services if there are none. Done twice it is done once.")
            .timeout(Duration.ofSeconds(60))
            .idempotent()
            .takes(CreateDemoData.class)
            .returns(DemoDataCreated.class);

    /** How many professionals there are to be. */
    record CreateDemoData(@NotNull @Min(1) @Max(10_000) Integer professionals) {}

    /** What was made. */
    record DemoDataCreated(
            @NotNull Integer professionals, @NotNull Integer services) {}

    /** An account to be. */
    record CreateAccount(
            @NotNull UUID id,
            @NotNull @Size(max = 254) String email,
            @Nullable @Size(max = 30) String username,
            @Nullable @Size(max = 30) String phone,
            @Nullable @Size(max = 100) String fullName,
            @NotNull Role role,
            @NotNull Boolean emailVerified) {}

    /**
     * That it was taken in.
     *
     * @param emailOwner whose confirmed address it is already, if anybody's
     */
    record AccountCreated(
            @NotNull Account account, @Nullable UUID emailOwner) {}

    /** What somebody typed to say who they are. */
    record FindAccount(@NotNull @Size(max = 254) String identifier) {}

    /** Whom it means; nobody is null. */
    record FindAccountResult(@Nullable Account account) {}

    /** Which account. */
    record AccountId(@NotNull UUID id) {}

    /** Whether somebody has a second factor. */
    record SetMfaEnabled(@NotNull UUID id, @NotNull Boolean enabled) {}

    /** An address that somebody has shown to be theirs. */
    record MarkEmailVerified(
            @NotNull UUID id, @NotNull @Size(max = 254) String email) {}

    /**
     * An account as auth needs it.
     *
     * @param version        rises with every change of role or standing: tokens of lower ones are void
     * @param email          the confirmed address; of a pending account the one to be confirmed
     * @param pendingEmail       an address that is to take its place once confirmed
     * @param sessionTimeoutMinutes how long a session may lie idle, by the person's own setting
     * @param user           as its owner sees it
     */
    record Account(
            @NotNull UUID id,
            @NotNull Role role,
            @NotNull AccountStatus status,
            @NotNull Long version,
            @NotNull String email,
            @Nullable String pendingEmail,
            @NotNull Integer sessionTimeoutMinutes,
            @NotNull User user) {}
}
