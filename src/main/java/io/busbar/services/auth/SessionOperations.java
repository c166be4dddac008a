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
import static io.busbar.services.auth.AuthOperations.AUTH;

import io.busbar.bus.Deleted;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.FromCookie;
import io.busbar.bus.FromHeader;
import io.busbar.bus.Id;
import io.busbar.bus.Line;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.RateTier;
import io.busbar.bus.Role;
import io.busbar.bus.Text;
import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.SessionCookie;
import io.busbar.data.listing.Page;
import io.busbar.services.users.UsersOperations.User;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the auth service for sign-in and sessions. */
public interface SessionOperations {
    Operation<LoginRequest, SessionChange<LoginResult>> LOGIN = AUTH.post("login", "/auth/login")
            .summary("Sign in")
            .description(
                    "Takes exactly one of `identifier` (an email address, username or phone number), `email`, `username` and `phone`. The"
                            + " response does not reveal whether the account exists. If two-factor authentication is on, the"
                            + " response has no tokens but a `challenge` to send to `/auth/2fa/verify`. After five failed attempts,"
                            + " sign-in is locked for 30 seconds, then twice as long after each further failure, up to an hour. A"
                            + " `deviceToken`, or the cookie of that name, keeps other people's attempts from locking out the owner.")
            .allow(anyone())
            .fails(INVALID_CREDENTIALS, ACCOUNT_SUSPENDED, TOO_MANY_ATTEMPTS)
            .tier(RateTier.AUTH)
            .takes(LoginRequest.class)
            .changesSession(LoginResult.class);

    Operation<RefreshRequest, SessionChange<RefreshResult>> REFRESH = AUTH.post("refresh", "/auth/refresh")
            .summary("Refresh the access token")
            .description(
                    "Exchanges a refresh token for new tokens. If the refresh token was sent in the body, the new tokens are in"
                            + " the body; if it was sent as a cookie, they are set as cookies only. Each refresh token can be used once; a retry within"
                            + " ten seconds returns the same tokens. Using it again after that ends the session, because the token may have"
                            + " been stolen.")
            .allow(anyone())
            .fails(UNAUTHORIZED, ACCOUNT_SUSPENDED)
            .idempotent()
            .takes(RefreshRequest.class)
            .changesSession(RefreshResult.class);

    Operation<LogoutRequest, SessionChange<LogoutResult>> LOGOUT = AUTH.post("logout", "/auth/logout")
            .summary("Sign out")
            .description(
                    "Ends the session of each token that is sent in a header, the body or a cookie. With `allDevices`, ends all sessions of"
                            + " the user. Succeeds even if there is no session.")
            .allow(anyone())
            .idempotent()
            .takes(LogoutRequest.class)
            .changesSession(LogoutResult.class);

    Operation<Empty, Me> GET_CURRENT_USER = AUTH.get("getCurrentUser", "/auth/me")
            .summary("Get the current user")
            .allow(signedIn())
            .returns(Me.class);

    Operation<Empty, ListResult<Session>> LIST_OWN_SESSIONS = AUTH.get("listOwnSessions", "/auth/sessions")
            .summary("List your sessions")
            .description(
                    "Returns the active sessions of the signed-in user, most recently used first. At most 200 are returned.")
            .allow(signedIn())
            .returnsList(Session.class);

    Operation<ListSessions, Page<Session>> LIST_SESSIONS = AUTH.get("listSessions", "/refresh-token")
            .summary("List sessions")
            .description("Returns active sessions, most recent sign-in first.")
            .allow(role(Role.ADMIN))
            .takes(ListSessions.class)
            .returnsPage(Session.class);

    Operation<Id, Session> GET_SESSION = AUTH.get("getSession", "/refresh-token/{id}")
            .summary("Get a session")
            .allow(role(Role.ADMIN))
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(Session.class);

    Operation<Id, Deleted> REVOKE_SESSION = AUTH.delete("revokeSession", "/refresh-token/{id}", "/auth/sessions/{id}")
            .summary("End a session")
            .description(
                    "Ends a session of the signed-in user, or any session if the caller is an admin. Its tokens become invalid.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(Deleted.class);

    Operation<ImpersonationRequest, SessionChange<ImpersonationResult>> IMPERSONATE = AUTH.post(
                    "impersonate", "/users/{id}/impersonate")
            .summary("Impersonate a user")
            .description(
                    "Returns an access token with which the admin acts as the user. It is valid for 15 minutes and cannot be"
                            + " renewed. The impersonation and its reason are audited. Admins cannot be impersonated, and the token"
                            + " cannot be used for operations that the user must perform personally.")
            .allow(role(Role.ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(ImpersonationRequest.class)
            .changesSession(ImpersonationResult.class);

    /** A sign-in with a password. */
    record LoginRequest(
            @Nullable
            @Size(min = 1, max = 254)
            @Doc(value = "An email address, username or phone number.", example = "maria@example.com")
            String identifier,

            @Nullable @Size(min = 1, max = 254) @Doc("The email address, instead of `identifier`.")
            String email,

            @Nullable @Size(min = 1, max = 254) @Doc("The username, instead of `identifier`.")
            String username,

            @Nullable @Size(min = 1, max = 254) @Doc("The phone number, instead of `identifier`.")
            String phone,

            @Size(min = 1, max = 128) @Doc(value = "The password.", example = "correct horse battery")
            String password,

            @Nullable
            @Line(60)
            @Doc(value = "A name for the device in the list of sessions.", example = "Maria's phone")
            String deviceName,

            @Nullable
            @Size(min = 1, max = 200)
            @Doc("The `deviceToken` of an earlier sign-in on this device, for clients without cookies.")
            String deviceToken,

            @Nullable @FromCookie(SessionCookie.DEVICE) String deviceCookie,
            @Nullable @FromHeader("User-Agent") String userAgent) {
        @Override
        public String toString() {
            return "LoginRequest";
        }
    }

    /** The response to a sign-in: tokens, or a challenge if two-factor authentication is on. */
    record LoginResult(
            @Doc(value = "A message for the user.", example = "Login successful")
            String msg,

            @Nullable User user,

            @Nullable @Doc("The access token, to be sent in the `Authorization` header as `Bearer`.")
            String accessToken,

            @Nullable @Doc("The refresh token, to be sent to `/auth/refresh`.")
            String refreshToken,

            @Nullable @Doc(value = "The token type. Always `Bearer`.", example = "Bearer")
            String tokenType,

            @Doc(value = "The lifetime of the access token or the challenge, in seconds.", example = "3600")
            Integer expiresIn,

            @Nullable @Doc("A token that identifies this device at the next sign-in, for clients without cookies.")
            String deviceToken,

            @Nullable @Doc(value = "True if a second factor is required; otherwise absent.", example = "true")
            Boolean twoFactorRequired,

            @Nullable @Doc("The challenge to send to `/auth/2fa/verify`, with a code.")
            String challenge) {
        @Override
        public String toString() {
            return "LoginResult";
        }
    }

    /** An exchange of a refresh token, by default the one in the cookie. */
    record RefreshRequest(
            @Nullable @Size(min = 1, max = 200) @Doc("The most recent refresh token.")
            String refreshToken,

            @Nullable @FromCookie(SessionCookie.REFRESH) String refreshCookie) {
        @Override
        public String toString() {
            return "RefreshRequest";
        }
    }

    /** The new tokens, unless they are sent as cookies. */
    record RefreshResult(
            @Doc(value = "A message for the user.", example = "Access token refreshed")
            String msg,

            @Nullable @Doc("The access token, to be sent in the `Authorization` header as `Bearer`.")
            String accessToken,

            @Nullable @Doc("The next refresh token. It replaces the token that was sent.")
            String refreshToken,

            @Nullable @Doc(value = "The token type. Always `Bearer`.", example = "Bearer")
            String tokenType,

            @Nullable @Doc(value = "The lifetime of the access token, in seconds.", example = "3600")
            Integer expiresIn) {
        @Override
        public String toString() {
            return "RefreshResult";
        }
    }

    record LogoutRequest(
            @Nullable
            @Size(min = 1, max = 200)
            @Doc("The refresh token, for clients without cookies whose access token has expired.")
            String refreshToken,

            @Nullable @Doc(value = "Whether to end all sessions of the user. Defaults to false.", example = "false")
            Boolean allDevices,

            @Nullable @FromCookie(SessionCookie.REFRESH) String refreshCookie) {
        @Override
        public String toString() {
            return "LogoutRequest";
        }
    }

    record LogoutResult(
            @Doc(value = "A message for the user.", example = "Logged out successfully")
            String msg) {}

    record Me(User user) {}

    /** The filters of the list of sessions. */
    record ListSessions(
            @Nullable
            @Doc(value = "Returns only sessions of this user.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID userId,

            PageRequest page) {}

    /** A session: one sign-in of a user on one device. */
    record Session(
            @Doc(value = "The session's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The ID of the user whose session this is.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID userId,

            @Doc(value = "The device's name, or its browser and operating system.", example = "Firefox on Linux")
            String device,

            @Nullable @Doc(value = "The IP address of the sign-in.", example = "203.0.113.7")
            String ip,

            @Doc(
                    value =
                            "The method of authentication: `password`, `password+totp`, `password+recovery-code` or `impersonation`.",
                    example = "password")
            String method,

            @Doc(value = "Whether this request was made in this session.", example = "true")
            Boolean current,

            @Nullable @Doc("The ID of the admin who impersonates the user.")
            UUID impersonator,

            @Nullable @Doc("The reason for the impersonation.")
            String reason,

            @Doc(value = "The time of the sign-in.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @Doc(value = "The time when the refresh token was last used.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime lastUsedAt,

            @Doc(value = "The time when the session expires unless it is used.", example = "2026-11-27T09:30:00Z")
            OffsetDateTime expiresAt,

            @Nullable @Doc(value = "The time when the session was ended.", example = "2026-11-21T09:30:00Z")
            OffsetDateTime endedAt,

            @Nullable
            @Doc(
                    value = "Why the session was ended: `logout`, `revoked`, `token_reused`, `session_limit`,"
                            + " `suspended`, `pending_deletion`, `admin_role_lost`, `password_changed` or"
                            + " `erased`.",
                    example = "logout")
            String endReason) {}

    record ImpersonationRequest(
            @Doc("The user's ID.") UUID id,

            @Text(500)
            @Doc(
                    value = "The reason for the impersonation. It is audited.",
                    example = "Ticket 4711: cannot see a booking")
            String reason) {}

    /** The token of an impersonation. */
    record ImpersonationResult(
            @Doc(value = "A message for the user.", example = "You are now acting as maria.s")
            String msg,

            User user,

            @Doc("The access token, to be sent in the `Authorization` header as `Bearer`.")
            String accessToken,

            @Doc(value = "The token type. Always `Bearer`.", example = "Bearer")
            String tokenType,

            @Doc(value = "The lifetime of the access token, in seconds.", example = "900")
            Integer expiresIn) {
        @Override
        public String toString() {
            return "ImpersonationResult";
        }
    }
}
