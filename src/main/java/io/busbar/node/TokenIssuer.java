package io.busbar.node;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.UsersOperations;
import io.busbar.tokens.AccessTokens.Claims;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.busbar.tokens.KeyRing;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Issues access tokens without a running node; needs only the database and the master secret. */
public final class TokenIssuer {
    private static final String SESSION = "command-line";

    /** The token version for a user without an account, who has no earlier tokens. */
    private static final long NO_ACCOUNT_VERSION = 0;

    private TokenIssuer() {}

    /**
     * Returns a token signed with the key ring of the deployment. Starts embedded servers that are not running, and stops them afterwards.
     * Blocks until the token is signed and these servers have stopped.
     *
     * @param user the ID of an account, or any other ID
     * @throws StartupException if a server or a setting is unusable, or the account is not active; the message tells the operator what to
     *     fix
     */
    public static String issue(
            NodeSettings nodeSettings, UUID user, Role role, Duration ttl, Consumer<String> progress) {
        ShutdownSequence shutdown = new ShutdownSequence();
        try {
            OfflineServices services =
                    OfflineServices.start(nodeSettings, List.of(UsersOperations.USERS), progress, shutdown);
            KeyRing keyRing = services.keyRing();
            String token = keyRing.sign(new TokenGrant(user, role, SESSION, tokenVersion(services, user)), ttl);
            requireNotRevoked(keyRing, token, user);
            return token;
        } finally {
            shutdown.run();
        }
    }

    /** Returns the present token version of the user's account: a token with a lower one is void if the account's tokens were revoked. */
    private static long tokenVersion(OfflineServices services, UUID user) {
        Future<Long> tokenVersion = services.bus()
                .call(
                        AccountOperations.GET_ACCOUNT,
                        new AccountId(user),
                        RequestContext.system("token-command", AccountOperations.GET_ACCOUNT.timeout()))
                .map(account -> requireActive(account).tokenVersion())
                .recover(cause -> hasCode(cause, FailureCode.NOT_FOUND)
                        ? Future.succeededFuture(NO_ACCOUNT_VERSION)
                        : Future.failedFuture(cause));
        return OfflineServices.await("Reading the account", tokenVersion);
    }

    private static Account requireActive(Account account) {
        if (account.status() != AccountStatus.ACTIVE) {
            throw noToken(
                    account.id(), "the account's status is " + account.status().wireName());
        }
        return account;
    }

    /** The tokens of an erased account stay revoked for a while. */
    private static void requireNotRevoked(KeyRing keyRing, String token, UUID user) {
        Future<Claims> verified = keyRing.verify(token)
                .recover(cause -> Future.failedFuture(
                        hasCode(cause, FailureCode.UNAUTHORIZED)
                                ? noToken(user, "the account was deleted and its tokens are revoked")
                                : cause));
        OfflineServices.await("Verifying the token", verified);
    }

    private static StartupException noToken(UUID user, String reason) {
        return new StartupException("User " + user + " gets no token, because " + reason);
    }

    private static boolean hasCode(Throwable cause, FailureCode code) {
        return cause instanceof Failure failure && failure.code() == code;
    }
}
