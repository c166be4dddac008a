package io.busbar.node;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.data.WireNames;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UsersOperations;
import io.busbar.tokens.AccessTokens.Claims;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.busbar.tokens.KeyRing;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Issues access tokens without a running node: for the role and token version of an account, or for a user without one. */
public final class TokenIssuer {
    private static final String SESSION = "command-line";

    /** The token version of a user without an account; those of accounts start at 1. */
    private static final long NO_ACCOUNT_TOKEN_VERSION = 0;

    private TokenIssuer() {}

    /**
     * Returns a token signed with the key ring of the deployment. Starts embedded servers that are not running, and stops them afterwards.
     * Blocks until the token is signed and these servers have stopped.
     *
     * @param user the ID of an account, or any other ID
     * @param role the role of a user without an account; null for the role of the account
     * @throws StartupException if a server or a setting is unusable, the account is not active or has another role, there is neither an
     *     account nor a role, or the user's tokens are revoked; the message tells the operator what to fix
     */
    public static String issue(
            NodeSettings nodeSettings, UUID user, @Nullable UserRole role, Duration ttl, Consumer<String> progress) {
        try (OfflineServices services = OfflineServices.start(nodeSettings, List.of(UsersOperations.USERS), progress)) {
            KeyRing keyRing = services.keyRing();
            Future<String> token = toGrant(services.bus(), user, role)
                    .compose(tokenGrant -> requireNotRevoked(keyRing, tokenGrant, ttl))
                    .map(tokenGrant -> keyRing.sign(tokenGrant, ttl));
            return OfflineServices.await("Issuing the token", token);
        }
    }

    private static Future<TokenGrant> toGrant(Bus bus, UUID user, @Nullable UserRole role) {
        RequestContext requestContext = RequestContext.system("token-command", AccountOperations.GET_ACCOUNT.timeout());
        return bus.call(AccountOperations.GET_ACCOUNT, new AccountId(user), requestContext)
                .map(account -> toGrant(account, role))
                .recover(cause -> Failure.hasCode(cause, FailureCode.NOT_FOUND)
                        ? Future.succeededFuture(toGrantWithoutAccount(user, role))
                        : Future.failedFuture(cause));
    }

    private static TokenGrant toGrant(Account account, @Nullable UserRole role) {
        if (account.status() != AccountStatus.ACTIVE) {
            throw cannotIssue(account.id(), "the account's status is " + WireNames.nameOf(account.status()));
        }
        if (role != null && role != account.role()) {
            throw cannotIssue(account.id(), "the user's role is " + WireNames.nameOf(account.role()));
        }
        return new TokenGrant(account.id(), account.role().role(), SESSION, account.tokenVersion());
    }

    private static TokenGrant toGrantWithoutAccount(UUID user, @Nullable UserRole role) {
        if (role == null) {
            throw cannotIssue(user, "there is no such account; give a role");
        }
        return new TokenGrant(user, role.role(), SESSION, NO_ACCOUNT_TOKEN_VERSION);
    }

    /** Fails if the user's tokens are revoked, as those of an erased account are for as long as an earlier token could be valid. */
    private static Future<TokenGrant> requireNotRevoked(KeyRing keyRing, TokenGrant tokenGrant, Duration ttl) {
        return keyRing.isValid(new Claims(tokenGrant, Instant.now().plus(ttl))).map(valid -> {
            if (!valid) {
                throw cannotIssue(tokenGrant.user(), "its tokens are revoked");
            }
            return tokenGrant;
        });
    }

    private static StartupException cannotIssue(UUID user, String reason) {
        return new StartupException("Cannot issue a token for user " + user + ": " + reason);
    }
}
