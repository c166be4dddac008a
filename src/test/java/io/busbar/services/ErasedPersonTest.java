package io.busbar.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Contract;
import io.busbar.bus.privacy.DataCategory;
import io.busbar.bus.privacy.KernelPersonalData;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.bookings.BookingTestData;
import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.EmailInbox;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person who used every service is found nowhere after the erasure, except for the ID where a contract says so. */
@BusbarNode
class ErasedPersonTest {
    /** Pushes and stored responses of others may show the name until they expire, as the map of personal data says. */
    private static final Set<String> TABLES_OF_OTHERS = Set.of("bus.stream", "bus.idempotency");

    private static TestNode node;
    private static BookingTestData bookings;
    private static TestUser admin;

    @BeforeAll
    static void start(TestNode given) {
        node = given;
        bookings = BookingTestData.on(node);
        admin = TestUsers.create(node, UserRole.ADMIN);
    }

    @Test
    void erasedCustomer_isFoundInNoTable() {
        TestUser ada = TestUsers.create(node, UserRole.CUSTOMER);
        List<String> words = fillProfile(ada, "Ada");
        signInEverywhere(ada);
        TestProfessional professional = bookings.alwaysAvailable();
        completedBooking(ada.api(), professional, words.getLast());
        succeed(ada.api().post("/api/review", """
                {"reviewee":"%s","rating":4,"comment":"%s again"}""".formatted(professional.id(), words.getLast())));
        succeed(ada.api().post("/api/favorite", "{\"professionalId\":\"" + professional.id() + "\"}"));
        node.execute("insert into bus.permission_grant (resource_type, resource_id, grantee, effect) values"
                + " ('files.file', gen_random_uuid(), '" + ada.id() + "', 'share')");
        node.settle();
        assertIsKnownToEveryServiceThatHoldsPersonalData(ada);
        assertThat(node.rowsContaining(words)).hasSizeGreaterThan(words.size());

        erase(ada);

        assertIsForgotten(ada, words);
    }

    @Test
    void erasedProfessional_isFoundInNoTable() {
        TestProfessional professional = bookings.alwaysAvailable();
        TestUser bob = new TestUser(
                node,
                professional.id(),
                node.strings("select email from users.account where id = '" + professional.id() + "'")
                        .getFirst(),
                node.strings("select username from users.account where id = '" + professional.id() + "'")
                        .getFirst(),
                UserRole.PROFESSIONAL);
        List<String> words = fillProfile(bob, "Bob");
        TestUser customer = TestUsers.create(node, UserRole.CUSTOMER);
        completedBooking(customer.api(), professional, "of the customer");
        succeed(customer.api().post("/api/review", """
                {"reviewee":"%s","rating":4,"comment":"Fine."}""".formatted(bob.id())));
        succeed(customer.api().post("/api/favorite", "{\"professionalId\":\"" + bob.id() + "\"}"));
        bookings.book(customer.api(), professional, BookingTestData.daysFromNow(9), "09:00");
        node.settle();

        erase(bob);

        assertIsForgotten(bob, words);
    }

    /** Fills all fields of the profile, and returns the words that identify the person. The last one is a street. */
    private static List<String> fillProfile(TestUser person, String name) {
        String unique = UUID.randomUUID().toString().substring(0, 8);
        String phone = "+49151" + (10_000_000 + Math.floorMod(unique.hashCode(), 80_000_000));
        String fullName = name + " Mrk" + unique;
        String street = "Mrk-" + unique + " Street 7";
        succeed(person.api().with("Idempotency-Key", "\"" + unique + "\"").put("/api/user", """
                {"fullName":"%1$s","phone":"%2$s","bio":"I am %1$s.","address":{"street":"%3$s","city":"%1$s"},
                 "socialLinks":{"linkedin":"https://e.example/%4$s"},"profilePicture":"https://e.example/%4$s.png"}""".formatted(
                        fullName, phone, street, unique)));
        succeed(person.api().post("/api/calendar/feed", "{}"));
        ApiResponse export = person.api().post("/api/exports", "");
        assertThat(export.status()).isEqualTo(202);
        String path = "/api/exports/" + export.body().path("id").asText();
        await().until(() ->
                person.api().get(path).body().path("status").asText().equals("ready"));
        return List.of(fullName, phone, person.email(), street);
    }

    /** Signs in, sets up a second factor, asks for a new password, and is impersonated. */
    private static void signInEverywhere(TestUser person) {
        ApiClient session = person.signIn().api();
        succeed(session.post("/api/auth/2fa/setup", "{}"));
        person.login(node.api(), "wrong password");
        node.api().post("/api/auth/forgot-password", "{\"email\":\"" + person.email() + "\"}");
        new EmailInbox(node, person.email()).token("Reset your password");
        succeed(admin.signIn()
                .api()
                .post("/api/users/" + person.id() + "/impersonate", "{\"reason\":\"Ticket of the person\"}"));
    }

    private static void completedBooking(ApiClient customer, TestProfessional professional, String address) {
        ApiResponse booked = customer.post(
                "/api/booking",
                bookings.requestBody(professional.id(), BookingTestData.daysFromNow(5), "09:00")
                        .replace("12 Mill Lane", address));
        assertThat(booked.status()).as("%s", booked.body()).isEqualTo(201);
        UUID booking = UUID.fromString(booked.body().at("/booking/id").asText());
        String status = "/api/booking/" + booking + "/status";
        succeed(professional.api().put(status, "{\"status\":\"confirmed\"}"));
        bookings.shift(booking, "-7 days");
        succeed(professional.api().put(status, "{\"status\":\"completed\"}"));
    }

    private static void assertIsKnownToEveryServiceThatHoldsPersonalData(TestUser person) {
        List<String> tables = node.tablesContaining(person.id().toString());
        Set<String> schemas =
                tables.stream().map(table -> table.split("\\.", 2)[0]).collect(Collectors.toSet());
        assertThat(ServiceRegistry.contracts().stream()
                        .filter(contract -> contract.personalData().isPresent())
                        .map(Contract::service)
                        .filter(service -> !service.equals("mail"))) // finds accounts by hash only
                .as("services that hold personal data; let the person use a new one in this test")
                .isSubsetOf(schemas);
        assertThat(new EmailInbox(node, person.email()).subjects()).isNotEmpty();
    }

    private static void erase(TestUser person) {
        succeed(person.api().delete("/api/users/account"));
        node.settle(); // there are days between, so no email about the deletion is on its way during the erasure
        node.execute("update users.account set erase_at = now() where id = '%1$s';".formatted(person.id())
                + " update bus.timer set due_at = now() where type = 'users.account.erasure.due' and key = '%s'"
                        .formatted(person.id()));
        await().until(() -> node.count("users.account where id = '" + person.id() + "'") == 0);
        node.settle();
    }

    private static void assertIsForgotten(TestUser person, List<String> words) {
        assertThat(words.stream()
                        .flatMap(word -> node.tablesContaining(word).stream())
                        .filter(table -> !TABLES_OF_OTHERS.contains(table)))
                .as("tables that contain the name, phone number, email address or street")
                .isEmpty();
        Set<String> stated = Stream.concat(
                        KernelPersonalData.CATEGORIES.stream(),
                        ServiceRegistry.contracts().stream()
                                .flatMap(contract -> contract.personalData().categories().stream()))
                .map(DataCategory::idTables)
                .flatMap(List::stream)
                .collect(Collectors.toSet());
        assertThat(node.tablesContaining(person.id().toString()))
                .as("tables that contain the ID without stating it")
                .isSubsetOf(stated);
        assertThat(node.count("bus.stream where account = '" + person.id() + "'"))
                .isZero();
        assertThat(node.count("bus.job where owner = '" + person.id() + "'")).isZero();
        assertThat(node.count("bus.permission_grant where grantee = '" + person.id() + "'"))
                .isZero();
        assertThat(node.count("bus.dead_letter where key = '" + person.id() + "'"))
                .isZero();
        assertThat(new EmailInbox(node, person.email()).subjects()).isEmpty();
    }

    private static void succeed(ApiResponse response) {
        assertThat(response.status()).as("%s", response.body()).isBetween(200, 202);
    }
}
