package io.busbar.services.users;

import static io.busbar.bus.FailureCode.ACCOUNT_SUSPENDED;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.Empty;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.data.WireNames;
import io.busbar.services.users.UsersOperations.User;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Internal operations with which the auth service creates, finds and changes accounts. */
public interface AccountOperations {
    /**
     * The pattern of usernames. A username contains a letter and no {@code @}, so that it is neither an email address nor a phone number.
     */
    String USERNAME_PATTERN = "^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._-]{2,29}$";

    /** The validation message for usernames. */
    String USERNAME_MESSAGE =
            "must be 3 to 30 letters, digits, dots, underscores or hyphens, begin with a letter or digit, and contain at least one"
                    + " letter";

    /** The statuses of an account. */
    enum AccountStatus {
        /** The email address is not verified; the account is erased after a day. */
        PENDING,
        ACTIVE,
        SUSPENDED,
        /** Deleted by its owner or an admin; erased after the grace period. */
        PENDING_DELETION
    }

    /** The roles of the marketplace. No one can register as {@link #ADMIN}. */
    enum UserRole {
        CUSTOMER,
        PROFESSIONAL,
        ADMIN;

        /** Returns the role as access rules name it. */
        public Role role() {
            return new Role(WireNames.nameOf(this));
        }
    }

    Operation<CreateAccount, AccountCreated> CREATE_ACCOUNT = USERS.internal("createAccount")
            .summary("Create an account")
            .description(
                    "The account is pending unless its email address is verified already. Repeating the call with the same ID changes"
                            + " nothing. Fails with CONFLICT if the username is taken, or if the address is verified and belongs to"
                            + " another account. A pending account may claim an address that is taken.")
            .fails(CONFLICT)
            .idempotent()
            .takes(CreateAccount.class)
            .returns(AccountCreated.class);

    Operation<FindAccount, FindAccountResult> FIND_ACCOUNT = USERS.internal("findAccount")
            .summary("Find an account by its sign-in identifier")
            .description(
                    "The identifier is an email address, a username or a phone number. If several pending accounts claim an address, the newest is returned.")
            .idempotent()
            .takes(FindAccount.class)
            .returns(FindAccountResult.class);

    Operation<AccountId, Account> GET_ACCOUNT = USERS.internal("getAccount")
            .summary("Get an account")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(AccountId.class)
            .returns(Account.class);

    Operation<MarkEmailVerified, Account> MARK_EMAIL_VERIFIED = USERS.internal("markEmailVerified")
            .summary("Mark an email address as verified")
            .description(
                    "Activates a pending account, or replaces the address of an active account with its pending one. Fails with CONFLICT if"
                            + " another account has verified the address meanwhile, and with NOT_FOUND if the account no longer claims it.")
            .fails(NOT_FOUND, CONFLICT)
            .idempotent()
            .takes(MarkEmailVerified.class)
            .returns(Account.class);

    Operation<AccountId, Account> CANCEL_DELETION = USERS.internal("cancelDeletion")
            .summary("Cancel the deletion of an account")
            .description(
                    "Fails with ACCOUNT_SUSPENDED if an admin deleted the account. Changes nothing if the account is not being deleted.")
            .fails(NOT_FOUND, ACCOUNT_SUSPENDED)
            .idempotent()
            .takes(AccountId.class)
            .returns(Account.class);

    Operation<SetMfaEnabled, Empty> SET_MFA_ENABLED = USERS.internal("setMfaEnabled")
            .summary("Record whether multi-factor authentication is enabled")
            .description("The user's settings show the value.")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(SetMfaEnabled.class)
            .returnsEmpty();

    Operation<CreateDemoAccounts, DemoAccountsCreated> CREATE_DEMO_ACCOUNTS = USERS.internal("createDemoAccounts")
            .summary("Create accounts of demo professionals, who cannot sign in")
            .description("Professionals who exist already are not changed.")
            .maxRequestBytes(1 << 20)
            .idempotent()
            .takes(CreateDemoAccounts.class)
            .returns(DemoAccountsCreated.class);

    /** The demo professionals to create. */
    record CreateDemoAccounts(@Size(max = MAX_ACCOUNTS) List<DemoAccount> accounts) {
        public static final int MAX_ACCOUNTS = 200;

        public CreateDemoAccounts {
            accounts = List.copyOf(accounts);
        }
    }

    /**
     * A demo professional with a public profile.
     *
     * @param hourlyRate in euros
     */
    record DemoAccount(
            UUID id,
            String username,
            String email,
            String fullName,
            String bio,
            @Size(max = 50) List<String> skills,
            String city,
            String state,
            String timeZone,
            String category,
            Integer hourlyRate) {
        public DemoAccount {
            skills = List.copyOf(skills);
        }
    }

    /** The number of accounts that this call created. */
    record DemoAccountsCreated(Integer accounts) {}

    record CreateAccount(
            UUID id,
            @Size(max = 254) String email,
            @Nullable @Size(max = 30) String username,
            @Nullable @Size(max = 30) String phone,
            @Nullable @Line(100) String fullName,
            UserRole role,
            Boolean emailVerified) {}

    /**
     * A created account, or the one that an earlier call with the same ID created.
     *
     * @param emailOwner the other account that has verified the same address; null if there is none
     */
    record AccountCreated(Account account, @Nullable UUID emailOwner) {}

    /** The request, with the identifier as it was typed. */
    record FindAccount(@Size(max = 254) String identifier) {}

    /** The account; null if none matches. */
    record FindAccountResult(@Nullable Account account) {}

    record AccountId(UUID id) {}

    /** The request to record whether multi-factor authentication is enabled. */
    record SetMfaEnabled(UUID id, Boolean enabled) {}

    /** The request to mark an address of an account as verified. */
    record MarkEmailVerified(UUID id, @Size(max = 254) String email) {}

    /**
     * An account as the auth service needs it.
     *
     * @param tokenVersion          rises with each change of role or status, which revokes access tokens with a lower one
     * @param email                 the verified address; the claimed one if the account is pending
     * @param pendingEmail          the address that replaces {@code email} once verified
     * @param sessionTimeoutMinutes idle minutes after which a session ends, from the user's settings
     * @param user                  the profile as its owner sees it
     */
    record Account(
            UUID id,
            UserRole role,
            AccountStatus status,
            Long tokenVersion,
            String email,
            @Nullable String pendingEmail,
            Integer sessionTimeoutMinutes,
            User user) {}
}
