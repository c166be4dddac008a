package io.busbar.http.bridge;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.http.limits.RateLimitResult;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Authenticates the frames of one socket, and limits the sockets of its user. */
final class SocketAuthenticator {
    private static final RequestContext.Principal ANONYMOUS = new RequestContext.AnonymousPrincipal();

    private final ClientSocket clientSocket;
    private final Bridge.Dependencies dependencies;
    private final SocketIdentity socketIdentity;
    private @Nullable UUID countedUser;

    SocketAuthenticator(ClientSocket clientSocket, Bridge.Dependencies dependencies, @Nullable String sessionToken) {
        this.clientSocket = clientSocket;
        this.dependencies = dependencies;
        this.socketIdentity = new SocketIdentity(dependencies.tokens(), sessionToken);
    }

    /** Authenticates the sender of a frame: by the token in its headers, otherwise by the token of the socket. */
    void authenticate(
            Map<String, String> headers, Consumer<RequestContext.Principal> next, Consumer<Throwable> onFailure) {
        String authorization = headers.get("authorization");
        String token;
        try {
            token = authorization == null ? socketIdentity.token() : SocketIdentity.bearer(authorization);
        } catch (Failure failure) {
            onFailure.accept(failure);
            return;
        }
        if (token == null) {
            next.accept(ANONYMOUS);
            return;
        }
        clientSocket
                .sockets()
                .continueOnLoop(
                        dependencies.tokens().verify(token),
                        claims -> onVerified(token, claims, next),
                        cause -> onVerifyFailed(authorization, cause, next, onFailure));
    }

    /** Returns whether the token of the socket is still valid. Fails while that can't be checked. */
    Future<Boolean> isStillValid() {
        return socketIdentity.isStillValid();
    }

    /** Called when the socket has closed. */
    void release() {
        if (countedUser != null) {
            clientSocket.bridge().connectionLimiter().release(countedUser);
        }
    }

    private void onVerified(String token, AccessTokens.Claims claims, Consumer<RequestContext.Principal> next) {
        if (!clientSocket.isClosed() && acceptToken(token, claims)) {
            next.accept(claims.principal());
        }
    }

    private void onVerifyFailed(
            @Nullable String authorization,
            Throwable cause,
            Consumer<RequestContext.Principal> next,
            Consumer<Throwable> onFailure) {
        boolean onlyCookieToken = authorization == null && socketIdentity.user() == null;
        if (onlyCookieToken && SocketIdentity.isUnauthorized(cause)) {
            socketIdentity.discardCookieToken();
            next.accept(ANONYMOUS);
            return;
        }
        onFailure.accept(cause);
    }

    private boolean acceptToken(String token, AccessTokens.Claims claims) {
        return switch (socketIdentity.accept(token, claims)) {
            case SAME_USER -> true;
            case ESTABLISHED -> countForUser(claims.principal().id());
            case DIFFERENT_USER -> {
                clientSocket.closeWithError(
                        Failure.of(FailureCode.FORBIDDEN, CloseReason.DIFFERENT_USER.text()),
                        CloseReason.DIFFERENT_USER);
                yield false;
            }
        };
    }

    private boolean countForUser(UUID userId) {
        boolean counted = clientSocket
                .bridge()
                .connectionLimiter()
                .tryAcquire(userId, dependencies.socketLimits().maxPerUser());
        if (!counted) {
            clientSocket.closeWithError(
                    RateLimitResult.toFailure(ClientSocket.RETRY_AFTER), CloseReason.TOO_MANY_CONNECTIONS);
            return false;
        }
        countedUser = userId;
        return true;
    }
}
