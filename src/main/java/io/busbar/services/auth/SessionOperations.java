package io.busbar.services.auth;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.ACCOUNT_SUSPENDED;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.INVALID_CREDENTIALS;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.FailureCode.TOO_MANY_ATTEMPTS;
import static io.busbar.bus.FailureCode.UNAUTHORIZED;

import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.FromCookie;
import io.busbar.bus.FromHeader;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.bus.RateTier;
import io.busbar.bus.Role;
import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.SessionCookie;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.UsersOperations.User;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the auth service answers about signing in and the sessions that follow. */
public interface SessionOperations {
    Operation<LoginRequest, SessionChange<LoginResult>> LOGIN = AuthOperations.AUTH
            .post("login", "/auth/login")
            .summary("Sign in")
            .description(
                    "With exactly one of `identifier` (an e-mail address, username or phone), `email`, `username` and `phone`. The answer"
                            + " does not tell whether there is such an account. With a second factor there are no tokens yet but a"
                            + " `challenge`, to be answered at `/auth/2fa/verify`. After five failures each further one makes the"
                            + " next wait longer; `deviceToken`, or the cookie of that name, keeps the owner apart from strangers.")
            .allow(anyone())
            .fails(INVALID_CREDENTIALS, ACCOUNT_SUSPENDED, TOO_MANY_ATTEMPTS)
            .tier(RateTier.AUTH)
            .takes(LoginRequest.class)
            .changesSession(LoginResult.class);

    Operation<RefreshRequest, SessionChange<RefreshResult>> REFRESH = AuthOperations.AUTH
            .post("refresh", "/auth/refresh")
            .summary("Exchange a refresh token")
            .description(
                    "The one in the body, answered in the body; else the cookie's, answered by cookies alone. Each is good for one exchange."
                            + " Within ten seconds the same one gives the same answer again; an older one ends the session, for"
                            + " somebody must have copied it.")
            .allow(anyone())
            .fails(UNAUTHORIZED, ACCOUNT_SUSPENDED)
            .idempotent()
            .takes(RefreshRequest.class)
            .changesSession(RefreshResult.class);

    Operation<LogoutRequest, SessionChange<LogoutResult>> LOGOUT = AuthOperations.AUTH
            .post("logout", "/auth/logout")
            .summary("Sign out")
            .description(
                    "Of the session of the access token, the refresh token or their cookies, or of all the person has.")
            .allow(anyone())
            .idempotent()
            .takes(LogoutRequest.class)
            .changesSession(LogoutResult.class);

    Operation<Empty, Me> GET_CURRENT_USER = AuthOperations.AUTH
            .get("getCurrentUser", "/auth/me")
            .summary("Who is signed in")
            .allow(signedIn())
            .returns(Me.class);

    Operation<Empty, ListResult<Session>> LIST_OWN_SESSIONS = AuthOperations.AUTH
            .get("listOwnSessions", "/auth/sessions")
            .summary("One's own sessions")
            .description("Where one is signed in, the last used first; at most 200.")
            .allow(signedIn())
            .returnsList(Session.class);

    Operation<ListSessions, Page<Session>> LIST_SESSIONS = AuthOperations.AUTH
            .get("listSessions", "/refresh-token")
            .summary("List sessions")
            .description("Those that last, the newest first.")
            .allow(role(Role.ADMIN))
            .takes(ListSessions.class)
            .returnsPage(Session.class);

    Operation<SessionId, Session> GET_SESSION = AuthOperations.AUTH
            .get("getSession", "/refresh-token/{id}")
            .summary("A session")
            .allow(role(Role.ADMIN))
            .fails(NOT_FOUND)
            .takes(SessionId.class)
            .returns(Session.class);

    Operation<SessionId, SessionRevoked> REVOKE_SESSION = AuthOperations.AUTH
            .delete("revokeSession", "/refresh-token/{id}", "/auth/sessions/{id}")
            .summary("End a session")
            .description("One's own, or any as an admin. Its tokens are refused from then on.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(SessionId.class)
            .returns(SessionRevoked.class);

    Operation<ImpersonationRequest, SessionChange<ImpersonationResult>> IMPERSONATE = AuthOperations.AUTH
            .post("impersonate", "/users/{id}/impersonate")
            .summary("Act as somebody")
            .description(
                    "For 15 minutes and without renewal. Recorded with its reason; not as an admin, and not for what people must do in"
                            + " person.")
            .allow(role(Role.ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(ImpersonationRequest.class)
            .changesSession(ImpersonationResult.class);

    Operation<AccountId, AuthPersonalData> EXPORT_PERSONAL_DATA = AuthOperations.AUTH
            .internal("exportPersonalData")
            .summary("What auth keeps of a person")
            .idempotent()
            .takes(AccountId.class)
            .returns(AuthPersonalData.class);

    /** What somebody signs in with. */
    record LoginRequest(
            @Nullable
            @Size(min = 1, max = 254)
            @Doc(value = "An e-mail address, username or phone.", example = "maria@example.com")
            String identifier,

            @Nullable @Size(min = 1, max = 254) @Doc("Instead of `identifier`.")
            String email,

            @Nullable @Size(min = 1, max = 254) @Doc("Instead of `identifier`.")
            String username,

            @Nullable @Size(min = 1, max = 254) @Doc("Instead of `identifier`.")
            String phone,

            @NotNull @Size(min = 1, max = 128) @Doc(value = "The password.", example = "correct horse battery")
            String password,

            @Nullable
            @Size(min = 1, max = 60)
            @Doc(value = "What to call the device among the sessions.", example = "Maria's phone")
            String deviceName,

            @Nullable
            @Size(min = 1, max = 200)
            @Doc("From an earlier sign-in on this device, where there are no cookies.")
            String deviceToken,

            @Nullable @FromCookie(SessionCookie.DEVICE) String deviceCookie,
            @Nullable @FromHeader("User-Agent") String userAgent) {
        @Override
        public String toString() {
            return "LoginRequest";
        }
    }

    /** Signed in, or halfway. */
    record LoginResult(
            @NotNull @Doc(value = "For people.", example = "Login successful")
            String msg,

            @Nullable User user,

            @Nullable @Doc("Goes into the Authorization header as `Bearer`.")
            String accessToken,

            @Nullable @Doc("For the exchange at `/auth/refresh`.")
            String refreshToken,

            @Nullable @Doc(value = "Always Bearer.", example = "Bearer")
            String tokenType,

            @NotNull @Doc(value = "Seconds that the access token, or the challenge, holds.", example = "3600")
            Integer expiresIn,

            @Nullable @Doc("For the next sign-in on this device, where there are no cookies.")
            String deviceToken,

            @Nullable @Doc(value = "Present when a second factor is wanted.", example = "true")
            Boolean twoFactorRequired,

            @Nullable @Doc("What to answer at `/auth/2fa/verify`.")
            String challenge) {
        @Override
        public String toString() {
            return "LoginResult";
        }
    }

    /** A refresh token; without one the cookie's. */
    record RefreshRequest(
            @Nullable @Size(min = 1, max = 200) @Doc("The newest one.")
            String refreshToken,

            @Nullable @FromCookie(SessionCookie.REFRESH) String refreshCookie) {
        @Override
        public String toString() {
            return "RefreshRequest";
        }
    }

    /** The tokens that follow, unless they went by cookie. */
    record RefreshResult(
            @NotNull @Doc(value = "For people.", example = "Access token refreshed")
            String msg,

            @Nullable @Doc("Goes into the Authorization header as `Bearer`.")
            String accessToken,

            @Nullable @Doc("The next one; the one sent is spent.")
            String refreshToken,

            @Nullable @Doc(value = "Always Bearer.", example = "Bearer")
            String tokenType,

            @Nullable @Doc(value = "Seconds that the access token holds.", example = "3600")
            Integer expiresIn) {
        @Override
        public String toString() {
            return "RefreshResult";
        }
    }

    /** What to end. */
    record LogoutRequest(
            @Nullable @Size(min = 1, max = 200) @Doc("For a client without cookies whose access token has ended.")
            String refreshToken,

            @Nullable @Doc(value = "Whether to end all of the person's sessions.", example = "false")
            Boolean allDevices,

            @Nullable @FromCookie(SessionCookie.REFRESH) String refreshCookie) {
        @Override
        public String toString() {
            return "LogoutRequest";
        }
    }

    /** That nobody is signed in any more. */
    record LogoutResult(
            @NotNull @Doc(value = "For people.", example = "Logged out successfully")
            String msg) {}

    /** Who is signed in. */
    record Me(@NotNull User user) {}

    /** Filters of the list. */
    record ListSessions(
            @Nullable @Doc(value = "Only this person's.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID userId,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** Which session. */
    record SessionId(@NotNull @Doc("The session.") UUID id) {}

    /** That it has ended. */
    record SessionRevoked(
            @NotNull @Doc(value = "For people.", example = "Session ended")
            String message) {}

    /** Somebody signed in somewhere. */
    record Session(
            @NotNull @Doc(value = "Its id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "Who.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID userId,

            @NotNull @Doc(value = "What with.", example = "Firefox on Linux")
            String device,

            @Nullable @Doc(value = "Where from.", example = "203.0.113.7")
            String ip,

            @NotNull @Doc(value = "How they proved who they are.", example = "password")
            String method,

            @NotNull @Doc(value = "Whether it is the one that asks.", example = "true")
            Boolean current,

            @Nullable @Doc("The admin who acts as them.") UUID impersonator,
            @Nullable @Doc("Why the admin does.") String reason,

            @NotNull @Doc(value = "When they signed in.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @NotNull @Doc(value = "When its refresh token was last used.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime lastUsedAt,

            @NotNull @Doc(value = "When it ends unless used.", example = "2026-11-27T09:30:00Z")
            OffsetDateTime expiresAt,

            @Nullable @Doc(value = "When it was ended.", example = "2026-11-21T09:30:00Z")
            OffsetDateTime endedAt,

            @Nullable @Doc(value = "By what it was ended.", example = "logout")
            String endReason) {}

    /** Whom to act as, and why. */
    record ImpersonationRequest(
            @NotNull @Doc("The person.") UUID id,

            @NotBlank
            @Size(max = 500)
            @Doc(value = "Why; it is recorded.", example = "Ticket 4711: cannot see a booking")
            String reason) {}

    /** What an admin acts with. */
    record ImpersonationResult(
            @NotNull @Doc(value = "For people.", example = "You act as maria.s now")
            String msg,

            @NotNull User user,

            @NotNull @Doc("Goes into the Authorization header as `Bearer`.")
            String accessToken,

            @NotNull @Doc(value = "Always Bearer.", example = "Bearer")
            String tokenType,

            @NotNull @Doc(value = "Seconds that it holds.", example = "900")
            Integer expiresIn) {
        @Override
        public String toString() {
            return "ImpersonationResult";
        }
    }

    /** What auth keeps of a person: sign-ins of the last weeks, the newest 200 of them, and when their factors came to be. */
    record AuthPersonalData(
            @NotNull List<Session> sessions,
            @Nullable OffsetDateTime firstSignInAt,
            @Nullable OffsetDateTime passwordChangedAt,
            @Nullable OffsetDateTime twoFactorEnabledAt,
            @NotNull Integer recoveryCodesLeft) {
        public AuthPersonalData {
            sessions = List.copyOf(sessions);
        }
    }
}
