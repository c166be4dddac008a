package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Access;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Role;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.SampleRows;
import io.busbar.testing.StoredRows;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls every operation on the data of one user as every kind of unauthorized caller. Each call must be rejected and must not change the
 * user's data. New operations are included automatically.
 */
@BusbarNode(settings = "TRUST_PROXY=127.0.0.1")
@Tag("contract")
class AccessMatrixTest {
    private static final JsonNode DOCUMENT = OpenApiDocument.of(ServiceRegistry.contracts());

    /** Operations that other users may call, as far as the user shares the data. */
    private static final Set<String> PUBLICLY_READABLE =
            Set.of("users.getUser", "users.getProfessional", "reviews.listForUser");

    /** The kinds of callers without access to the user's data. */
    enum UnauthorizedCaller {
        ANONYMOUS,
        CUSTOMER,
        PROFESSIONAL,
        SUSPENDED,
        IMPERSONATING_ADMIN
    }

    private static TestNode node;
    private static TestUser victim;
    private static TestUser admin;
    private static StoredRows rows;
    /** The rows about the victim after the previous attempt. */
    private static String stored;

    /** The IDs of the victim's objects by the beginning of their paths: {@code /booking/{id}}. */
    private static final Map<String, String> OBJECTS = new HashMap<>();

    private static final Map<UnauthorizedCaller, ApiClient> CALLERS = new EnumMap<>(UnauthorizedCaller.class);

    @BeforeAll
    static void open(TestNode given) {
        node = given;
        rows = new StoredRows(node);
        admin = TestUsers.create(node, UserRole.ADMIN);
        victim = TestUsers.create(node, UserRole.PROFESSIONAL);
        victim.signIn();
        SampleRows.all()
                .forEach(service -> service.objects()
                        .forEach((path, statement) -> OBJECTS.put(
                                path,
                                node.strings(statement.replace(
                                                "{user}", victim.id().toString()))
                                        .getFirst())));
        node.settle();
        stored = rows.mentioning(victim.id());
    }

    static Stream<Arguments> attempts() {
        return ServiceRegistry.contracts().stream()
                .flatMap(contract -> contract.routes().stream())
                .flatMap(operation -> Stream.of(UnauthorizedCaller.values())
                        .map(caller -> Arguments.of(operation.name(), caller, operation)));
    }

    @Test
    void sampleObjects_areThoseOfAllPathsWithAParameter() {
        assertThat(OBJECTS.keySet())
                .isEqualTo(ServiceRegistry.contracts().stream()
                        .flatMap(contract -> contract.routes().stream())
                        .flatMap(operation -> upToParameter(operation.path()).stream())
                        .collect(Collectors.toSet()));
    }

    /** Without it, an attempt could fail for the reason that there is no such object. */
    static Stream<Arguments> ownReads() {
        return ServiceRegistry.contracts().stream()
                .flatMap(contract -> contract.routes().stream())
                .filter(operation -> operation.method().equals(HttpMethod.GET))
                .filter(operation -> operation.path().contains("{id}"))
                .filter(operation -> operation.access() instanceof Access.PerObject
                        || operation.access().isGrantedTo(UserRole.PROFESSIONAL.role()))
                .map(operation -> Arguments.of(operation.name(), operation));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ownReads")
    void operation_asOwnerOfTheObject_findsIt(String name, Operation<?, ?> operation) {
        ApiResponse response = attempt(operation, node.api(victim.id(), UserRole.PROFESSIONAL));

        assertThat(response.status()).as("%s", response.body()).isNotIn(401, 403, 404);
        stored = rows.mentioning(victim.id());
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("attempts")
    void operation_asUnauthorizedCaller_isRejectedAndChangesNothing(
            String name, UnauthorizedCaller caller, Operation<?, ?> operation) {
        String before = stored;
        ApiResponse apiResponse = attempt(operation, api(caller));

        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isNotEqualTo(500);
        Set<Integer> expected = expectedStatuses(caller, operation);
        if (!expected.isEmpty()) {
            assertThat(apiResponse.status()).as("%s", apiResponse.body()).isIn(expected);
        }
        assertThat(apiResponse.body().toString())
                .as("the response")
                .doesNotContain(victim.email(), OBJECTS.get("/refresh-token/{id}"), "For nobody else.");
        stored = rows.mentioning(victim.id());
        assertThat(stored).as("the stored data").isEqualTo(before);
    }

    /** Returns the statuses that a caller may get; empty if the operation does not restrict the caller. */
    private static Set<Integer> expectedStatuses(UnauthorizedCaller caller, Operation<?, ?> operation) {
        if (caller == UnauthorizedCaller.SUSPENDED) {
            return Set.of(401);
        }
        if (operation.access() instanceof Access.PerObject perObject) {
            return expectedStatuses(caller, perObject);
        }
        Access access = operation.access();
        if (access.grantSources().isEmpty()) {
            return Set.of();
        }
        if (caller == UnauthorizedCaller.ANONYMOUS) {
            return Set.of(401);
        }
        if (!access.isGrantedTo(role(caller).role())
                || (caller == UnauthorizedCaller.IMPERSONATING_ADMIN
                        && refusesImpersonation(access, role(caller).role()))) {
            return Set.of(403);
        }
        boolean aboutVictim = operation.path().contains("{id}") && !PUBLICLY_READABLE.contains(operation.name());
        return aboutVictim ? Set.of(403, 404) : Set.of();
    }

    private static boolean refusesImpersonation(Access access, Role role) {
        return !access.allows(new UserPrincipal(UUID.randomUUID(), role, "s", UUID.randomUUID()));
    }

    private static Set<Integer> expectedStatuses(UnauthorizedCaller caller, Access.PerObject perObject) {
        if (caller == UnauthorizedCaller.ANONYMOUS) {
            return Set.of(401);
        }
        return perObject.noImpersonation() && caller == UnauthorizedCaller.IMPERSONATING_ADMIN
                ? Set.of(403)
                : Set.of(403, 404);
    }

    private static ApiResponse attempt(Operation<?, ?> operation, ApiClient apiClient) {
        String path = "/api" + pathOfVictim(operation);
        JsonNode body = DOCUMENT.path("paths")
                .path(operation.path())
                .path(operation.method().name().toLowerCase(Locale.ROOT))
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("example");
        return body.isMissingNode()
                ? apiClient.send(operation.method().name(), path, null)
                : apiClient
                        .with("Content-Type", "application/json")
                        .send(operation.method().name(), path, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the path of an operation with the ID of the victim's object. */
    private static String pathOfVictim(Operation<?, ?> operation) {
        String path = operation.path();
        return upToParameter(path)
                .map(prefix -> path.replaceFirst(
                        "\\{[^}]+}",
                        Objects.requireNonNull(
                                OBJECTS.get(prefix), () -> "No SampleRows say what object is at " + prefix)))
                .orElse(path);
    }

    /** Returns the beginning of a path up to its parameter: {@code /booking/{id}} for {@code /booking/{id}/status}. */
    private static Optional<String> upToParameter(String path) {
        int end = path.indexOf('}') + 1;
        return end == 0 ? Optional.empty() : Optional.of(path.substring(0, end));
    }

    private static UserRole role(UnauthorizedCaller caller) {
        return caller == UnauthorizedCaller.PROFESSIONAL ? UserRole.PROFESSIONAL : UserRole.CUSTOMER;
    }

    /** Returns the caller's client; a new one if an attempt has ended the caller's own session or account. */
    private static ApiClient api(UnauthorizedCaller caller) {
        ApiClient known = CALLERS.get(caller);
        int expected = caller == UnauthorizedCaller.SUSPENDED ? 401 : 200;
        if (known == null
                || (caller != UnauthorizedCaller.ANONYMOUS
                        && known.get("/api/auth/me").status() != expected)) {
            known = make(caller);
            CALLERS.put(caller, known);
        }
        return known;
    }

    private static ApiClient make(UnauthorizedCaller caller) {
        return switch (caller) {
            case ANONYMOUS -> node.api();
            case CUSTOMER -> TestUsers.create(node, UserRole.CUSTOMER).signIn().api();
            case PROFESSIONAL ->
                TestUsers.create(node, UserRole.PROFESSIONAL).signIn().api();
            case SUSPENDED -> {
                TestUser testUser = TestUsers.create(node, UserRole.CUSTOMER);
                TestSession before = testUser.signIn();
                ApiResponse suspended = admin.signIn()
                        .api()
                        .put(
                                "/api/users/" + testUser.id() + "/status",
                                "{\"status\":\"suspended\",\"reason\":\"a test\"}");
                assertThat(suspended.status()).as("%s", suspended.body()).isEqualTo(200);
                yield before.api();
            }
            case IMPERSONATING_ADMIN -> {
                TestUser testUser = TestUsers.create(node, UserRole.CUSTOMER);
                ApiResponse acting = admin.signIn()
                        .api()
                        .post("/api/users/" + testUser.id() + "/impersonate", "{\"reason\":\"a test\"}");
                assertThat(acting.status()).as("%s", acting.body()).isEqualTo(200);
                yield node.api().withToken(acting.body().path("accessToken").asText());
            }
        };
    }
}
