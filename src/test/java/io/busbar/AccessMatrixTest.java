package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Access;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.node.Services;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.People.SignedIn;
import io.busbar.testing.RowsAbout;
import io.busbar.testing.TestNode;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation there is, tried on somebody's data by everybody who has no business there: refused, and nothing about that person is
 * different afterwards. An operation that is added is in here by itself.
 */
class AccessMatrixTest {
    private static final JsonNode DOCUMENT = OpenApiDocument.of(Services.contracts());

    /** What strangers may see of a person who lets them. */
    private static final Set<String> OPEN_TO_STRANGERS =
            Set.of("users.read", "users.readProfessional", "reviews.ofUser");

    /** The kinds of stranger. */
    enum Stranger {
        NOBODY,
        CUSTOMER,
        PROFESSIONAL,
        SUSPENDED,
        IMPERSONATING_ADMIN
    }

    private static TestNode node;
    private static Person victim;
    private static UUID session;
    private static UUID review;
    private static UUID booking;
    private static UUID notification;
    private static Person admin;
    private static RowsAbout rows;
    private static final Map<Stranger, Api> STRANGERS = new EnumMap<>(Stranger.class);

    @BeforeAll
    static void open() {
        node = TestNode.start(Map.of("BCRYPT_COST", "4", "RATE_LIMIT_AUTH", "1000000/1", "TRUST_PROXY", "127.0.0.1"));
        rows = new RowsAbout(node);
        admin = People.make(node, Role.ADMIN);
        victim = People.make(node, Role.PROFESSIONAL);
        victim.signIn();
        session = node.id("select id from auth.session where account = '" + victim.id() + "'");
        booking = node.id("""
            insert into bookings.booking
              (status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start)
            select 'completed', gen_random_uuid(), '%s', gen_random_uuid(), 'Tap repair', at, at + '1 hour', tstzrange(at, at + '1 hour'),
                   'UTC', at at time zone 'UTC'
            from (select timestamptz '2026-01-01 09:00+00' as at)
            returning id""".formatted(victim.id()));
        review = node.id("""
            insert into reviews.review (booking, professional, reviewer, rating, comment)
            select id, professional, customer, 3, 'Fair.' from bookings.booking where id = '%s'
            returning id""".formatted(booking));
        node.execute(
                "insert into reviews.favorite (person, professional) values ('%1$s', '%1$s')".formatted(victim.id()));
        notification =
                node.id("insert into notifications.notification (account, number, source, kind, type, title, message)"
                        + " values ('" + victim.id()
                        + "', 1, uuidv7(), 'account.sign-in', 'info', 'A title', 'For nobody else.')"
                        + " returning id");
    }

    @AfterAll
    static void close() {
        node.close();
    }

    static Stream<Arguments> attempts() {
        return Services.contracts().stream()
                .flatMap(contract -> contract.routes().stream())
                .flatMap(operation -> Stream.of(Stranger.values())
                        .map(stranger -> Arguments.of(operation.name(), stranger, operation)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("attempts")
    void is_refused_and_changes_nothing(String name, Stranger stranger, Operation<?, ?> operation) {
        String before = rows.person(victim.id());
        Answer answer = attempt(operation, api(stranger));

        assertThat(answer.status()).as("%s", answer.body()).isNotEqualTo(500);
        if (stranger == Stranger.SUSPENDED) {
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(401);
        } else if (operation.access() instanceof Access.Roles roles) {
            if (stranger == Stranger.NOBODY) {
                assertThat(answer.status()).as("%s", answer.body()).isEqualTo(401);
            } else if (!roles.roles().contains(role(stranger))
                    || (roles.inPerson() && stranger == Stranger.IMPERSONATING_ADMIN)) {
                assertThat(answer.status()).as("%s", answer.body()).isEqualTo(403);
            } else if (operation.path().contains("{id}") && !OPEN_TO_STRANGERS.contains(name)) {
                assertThat(answer.status()).as("%s", answer.body()).isIn(403, 404);
            }
        }
        assertThat(answer.body().toString())
                .as("what is shown of them")
                .doesNotContain(victim.email(), session.toString(), "For nobody else.");
        assertThat(rows.person(victim.id())).as("what is stored of them").isEqualTo(before);
    }

    private static Answer attempt(Operation<?, ?> operation, Api api) {
        String target = switch (operation.path().split("/", -1)[1]) {
            case "refresh-token" -> session.toString();
            case "notification" -> notification.toString();
            case "deliveries" -> "1";
            case "booking" -> booking.toString();
            case "review" -> review.toString();
            default -> victim.id().toString();
        };
        String path = "/api" + operation.path().replaceAll("\\{[^}]+}", target);
        JsonNode body = DOCUMENT.path("paths")
                .path(operation.path())
                .path(operation.method().name().toLowerCase(Locale.ROOT))
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("example");
        return body.isMissingNode()
                ? api.send(operation.method().name(), path, null)
                : api.with("Content-Type", "application/json")
                        .send(operation.method().name(), path, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Role role(Stranger stranger) {
        return stranger == Stranger.PROFESSIONAL ? Role.PROFESSIONAL : Role.CUSTOMER;
    }

    /** Their API; made anew after an attempt that ended their own session or account. */
    private static Api api(Stranger stranger) {
        Api known = STRANGERS.get(stranger);
        int expected = stranger == Stranger.SUSPENDED ? 401 : 200;
        if (known == null
                || (stranger != Stranger.NOBODY && known.get("/api/auth/me").status() != expected)) {
            known = make(stranger);
            STRANGERS.put(stranger, known);
        }
        return known;
    }

    private static Api make(Stranger stranger) {
        return switch (stranger) {
            case NOBODY -> node.api();
            case CUSTOMER -> People.make(node, Role.CUSTOMER).signIn().api();
            case PROFESSIONAL -> People.make(node, Role.PROFESSIONAL).signIn().api();
            case SUSPENDED -> {
                Person person = People.make(node, Role.CUSTOMER);
                SignedIn before = person.signIn();
                Answer suspended = admin.signIn()
                        .api()
                        .put(
                                "/api/users/" + person.id() + "/status",
                                "{\"status\":\"suspended\",\"reason\":\"a test\"}");
                assertThat(suspended.status()).as("%s", suspended.body()).isEqualTo(200);
                yield before.api();
            }
            case IMPERSONATING_ADMIN -> {
                Person person = People.make(node, Role.CUSTOMER);
                Answer acting = admin.signIn()
                        .api()
                        .post("/api/users/" + person.id() + "/impersonate", "{\"reason\":\"a test\"}");
                assertThat(acting.status()).as("%s", acting.body()).isEqualTo(200);
                yield node.api().bearing(acting.body().path("accessToken").asText());
            }
        };
    }
}
