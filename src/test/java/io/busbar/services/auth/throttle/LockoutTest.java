package io.busbar.services.auth.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.ConcurrentRequests;
import io.busbar.testing.OccupiedConnections;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Password guessing on two nodes. Each attempt that is not locked out leaves an audit row. */
@BusbarNode(nodes = 2, settings = "TRUST_PROXY=127.0.0.1", group = "lockout")
class LockoutTest {
    private static TwoNodeCluster nodes;
    private static TestNode here;
    private static TestNode there;

    @BeforeAll
    static void start(TwoNodeCluster given) {
        nodes = given;
        here = nodes.first();
        there = nodes.second();
    }

    @BeforeEach
    void resetThrottle() {
        here.execute("delete from auth.throttle");
    }

    @Test
    void login_afterFiveFailures_isLockedForDoublingTimesUpToOneHour() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);

        for (int i = 0; i < 5; i++) {
            assertThat(guess(maria, i).status()).isEqualTo(401);
        }
        for (int wait : List.of(30, 60, 120, 240, 480, 960, 1920, 3600, 3600)) {
            ApiResponse locked = maria.login(from(here, 6));
            assertThat(locked.status()).as("even with the right password").isEqualTo(429);
            assertThat(locked.body().path("error").asText()).isEqualTo("TOO_MANY_ATTEMPTS");
            assertThat(Integer.parseInt(locked.header("retry-after"))).isBetween(wait - 5, wait);
            here.execute("update auth.throttle set locked_until = now() where locked_until is not null");
            assertThat(guess(maria, 7).status()).isEqualTo(401);
        }
    }

    @Test
    void attempt_withServerError_doesNotCountAsFailure() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession testSession = TestSession.of(here, maria.login(from(here, 1)));
        String change =
                "{\"currentPassword\":\"%s\",\"newPassword\":\"kettle-moon-39-drum\"}".formatted(TestUsers.PASSWORD);
        String proof = "{\"password\":\"" + TestUsers.PASSWORD + "\"}";
        here.execute("alter table auth.session add constraint broken check (false) not valid");
        here.execute("alter table auth.credential add constraint broken check (false) not valid");
        try {
            for (int i = 0; i < 7; i++) {
                assertThat(maria.login(from(here, 3)).status()).isGreaterThanOrEqualTo(500);
                assertThat(testSession
                                .api()
                                .post("/api/auth/reauthenticate", proof)
                                .status())
                        .isGreaterThanOrEqualTo(500);
                assertThat(testSession
                                .api()
                                .post("/api/auth/change-password", change)
                                .status())
                        .isGreaterThanOrEqualTo(500);
            }
        } finally {
            here.execute("alter table auth.session drop constraint broken");
            here.execute("alter table auth.credential drop constraint broken");
        }
        assertThat(here.count("auth.throttle where failures > 0")).isZero();

        assertThat(maria.login(from(there, 3)).status()).isEqualTo(200);
        assertThat(testSession.api().post("/api/auth/reauthenticate", proof).status())
                .isEqualTo(200);
    }

    @Test
    void login_whileLockedAndNoConnectionForChangesIsFree_returnsTooManyRequests() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        for (int i = 0; i < 5; i++) {
            assertThat(guess(maria, i).status()).isEqualTo(401);
        }
        long before = attempts();

        try (OccupiedConnections occupied = OccupiedConnections.of(here)) {
            ApiResponse locked = maria.login(from(here, 6));

            assertThat(locked.status()).isEqualTo(429);
            assertThat(Integer.parseInt(locked.header("retry-after"))).isBetween(1, 30);
            assertThat(occupied.holdsAll()).isTrue();
            assertThat(attempts()).isEqualTo(before);
        }
    }

    @Test
    void login_withUnknownIdentifier_isLockedAfterFiveFailures() {
        for (int i = 0; i < 5; i++) {
            assertThat(login(from(here, i), "nobody@example.com", "x").status()).isEqualTo(401);
        }
        ApiResponse locked = login(from(there, 6), "nobody@example.com", "x");
        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.header("retry-after")).isNotEmpty();
        assertThat(login(from(there, 6), " NOBODY@example.com ", "x").status())
                .as("another spelling")
                .isEqualTo(429);
    }

    @Test
    void login_afterSuccessOrDayWithoutFailure_resetsFailureCount() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        for (int i = 0; i < 4; i++) {
            guess(maria, i);
        }
        assertThat(maria.login(from(here, 9)).status()).isEqualTo(200);
        for (int i = 0; i < 4; i++) {
            assertThat(guess(maria, i).status()).isEqualTo(401);
        }
        here.execute("update auth.throttle set last_failure_at = now() - interval '25 hours'");
        for (int i = 0; i < 4; i++) {
            assertThat(guess(maria, i).status()).isEqualTo(401);
        }
        assertThat(maria.login(from(here, 8)).status()).isEqualTo(200);
    }

    @Test
    void login_withThousandConcurrentGuesses_locksStrangersButNotKnownOrigin() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession known = TestSession.of(here, maria.login(from(here, 1)));
        long before = attempts();

        List<ApiResponse> guesses = ConcurrentRequests.send(
                1_000, i -> maria.login(from(i % 2 == 0 ? here : there, 1_000 + i), "guess " + i));

        assertThat(guesses).extracting(ApiResponse::status).containsOnly(401, 429);
        assertThat(guesses)
                .filteredOn(apiResponse -> apiResponse.status() == 401)
                .hasSizeBetween(1, 5);
        assertThat(attempts() - before).isBetween(1L, 5L);
        assertThat(maria.login(from(there, 50_000)).status())
                .as("a stranger with the right password")
                .isEqualTo(429);
        assertThat(login(from(there, 50_001), maria.email(), TestUsers.PASSWORD, known.deviceToken())
                        .status())
                .as("on the known device, from elsewhere")
                .isEqualTo(200);
        assertThat(maria.login(from(there, 1)).status())
                .as("from where they signed in before")
                .isEqualTo(200);
        assertThat(maria.login(from(here, 50_002)).status())
                .as("the owner's success does not unlock unknown origins")
                .isEqualTo(429);
    }

    @Test
    void login_withKnownDeviceOfOtherUser_isLockedLikeUnknownDevice() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        String others = TestSession.of(
                        here, TestUsers.create(here, UserRole.CUSTOMER).login(from(here, 1)))
                .deviceToken();
        for (int i = 0; i < 5; i++) {
            login(from(here, i), maria.email(), "wrong", others);
        }

        assertThat(login(from(here, 9), maria.email(), TestUsers.PASSWORD, others)
                        .status())
                .isEqualTo(429);
    }

    @Test
    void login_withFailuresOnKnownDevice_locksDeviceButNotAccount() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession known = TestSession.of(here, maria.login(from(here, 1)));

        for (int i = 0; i < 5; i++) {
            assertThat(login(from(here, 2), maria.email(), "wrong", known.deviceToken())
                            .status())
                    .isEqualTo(401);
        }
        assertThat(login(from(there, 3), maria.email(), TestUsers.PASSWORD, known.deviceToken())
                        .status())
                .isEqualTo(429);
        assertThat(maria.login(from(there, 4)).status()).isEqualTo(200);
    }

    @Test
    void login_withOnePasswordOnManyAccounts_locksNetworkDespiteSuccesses() {
        TestUser own = TestUsers.create(here, UserRole.CUSTOMER);
        ApiClient attacker = from(here, 66);

        List<ApiResponse> guesses = ConcurrentRequests.send(
                200,
                i -> login(i % 2 == 0 ? attacker : from(there, 66), "person%d@example.org".formatted(i), "Summer2026"));

        assertThat(guesses)
                .filteredOn(apiResponse -> apiResponse.status() == 401)
                .hasSizeBetween(1, 20);
        assertThat(guesses).extracting(ApiResponse::status).containsOnly(401, 429);
        here.execute("delete from auth.throttle");
        for (int i = 0; i < 20; i++) {
            assertThat(own.login(attacker).status()).as("round %d", i).isEqualTo(200);
            assertThat(login(attacker, "somebody%d@example.org".formatted(i), "Summer2026")
                            .status())
                    .isEqualTo(401);
        }
        assertThat(login(attacker, "last@example.org", "Summer2026").status()).isEqualTo(429);
        assertThat(own.login(from(here, 67)).status()).isEqualTo(200);
    }

    @Test
    void login_withManyIpv6AddressesOfOneNetwork_locksThatNetworkOnly() {
        for (int i = 0; i < 20; i++) {
            assertThat(login(ipv6("2001:db8:0:1::" + i), "one%d@example.org".formatted(i), "x")
                            .status())
                    .isEqualTo(401);
        }
        assertThat(login(ipv6("2001:db8:0:1:ffff::1"), "two@example.org", "x").status())
                .isEqualTo(429);
        assertThat(login(ipv6("2001:db8:0:2::1"), "three@example.org", "x").status())
                .isEqualTo(401);
    }

    @Test
    void login_withWrongPassword_storesNoIdentifierInThrottle() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        guess(maria, 1);

        assertThat(here.count("auth.throttle")).isEqualTo(2);
        assertThat(here.count("auth.throttle as t where octet_length(bucket) = 32 and t::text not like '%example%'"))
                .isEqualTo(2);
    }

    private static long attempts() {
        return here.count("bus.audit where action = 'auth.reserveAttempt'");
    }

    private static ApiResponse guess(TestUser testUser, int address) {
        return testUser.login(from(address % 2 == 0 ? here : there, address), "wrong " + address);
    }

    private static ApiResponse login(ApiClient apiClient, String identifier, String password) {
        return apiClient.post(
                "/api/auth/login", "{\"identifier\":\"%s\",\"password\":\"%s\"}".formatted(identifier, password));
    }

    private static ApiResponse login(ApiClient apiClient, String identifier, String password, String deviceToken) {
        return apiClient.post(
                "/api/auth/login",
                "{\"identifier\":\"%s\",\"password\":\"%s\",\"deviceToken\":\"%s\"}"
                        .formatted(identifier, password, deviceToken));
    }

    private static ApiClient from(TestNode node, int address) {
        return node.api().with("X-Forwarded-For", "10.%d.%d.7".formatted(address / 250, address % 250));
    }

    private static ApiClient ipv6(String address) {
        return here.api().with("X-Forwarded-For", address);
    }
}
