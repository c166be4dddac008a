package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and updating profiles, and their visibility to others. */
class ProfileTest extends UsersTestBase {
    private static final String ALL = """
            {"fullName":"Maria Schmidt","phone":"+49 151 23456789","username":"maria.s","bio":"Plumber in the third generation.",
             "skills":["Pipes","pipes","Boilers"],"address":{"street":"Gasse 1","city":"Berlin","state":"BE","pincode":"10115"},
             "socialLinks":{"linkedin":"https://linkedin.com/in/maria","twitter":""},"category":"plumbing","hourlyRate":45.5,
             "currency":"EUR","workGallery":["https://example.com/1.jpg"],"profilePicture":"https://example.com/maria.jpg"}""";

    @Test
    void updateProfile_storesAllFields() {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);

        ApiResponse updated = maria.api().put("/api/user", ALL);

        assertThat(updated.status()).as("%s", updated.body()).isEqualTo(200);
        assertThat(updated.body().path("message").asText()).isEqualTo("Profile updated");
        assertThat(updated.body().path("user"))
                .isEqualTo(maria.api().get("/api/users/profile").body());
        assertThat(updated.body().at("/user/phone").asText()).isEqualTo("+4915123456789");
        assertThat(updated.body().at("/user/skills").toString()).isEqualTo("[\"Pipes\",\"Boilers\"]");
        assertThat(updated.body().at("/user/hourlyRate").decimalValue()).isEqualByComparingTo("45.5");
        assertThat(updated.body().at("/user/socialLinks").toString())
                .isEqualTo("{\"linkedin\":\"https://linkedin.com/in/maria\"}");
        assertThat(updated.body().at("/user/email").asText()).isEqualTo(maria.email());
        assertThat(node.count("users.account where hourly_rate = 4550 and currency = 'EUR' and price = 45.5"))
                .isEqualTo(1);
        assertThat(node.count(
                        "bus.event where type = 'users.account.profile.changed' and payload::text like '%Maria%'"))
                .as("events that contain profile texts")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/user", "/api/users", "/api/users/profile", "/api/users/profile/update", "/api/v1/user"})
    void updateProfile_onEveryPath_succeeds(String path) {
        TestUser testUser = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);

        assertThat(testUser.api().put(path, "{\"bio\":\"Hello\"}").status()).isEqualTo(200);
        assertThat(testUser.api().get("/api/users/profile").body().path("bio").asText())
                .isEqualTo("Hello");
    }

    @Test
    void updateProfile_keepsMissingFieldsAndClearsEmptyOnes() {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        maria.api().put("/api/user", ALL);

        ApiResponse some = maria.api().put("/api/user", "{\"bio\":null,\"fullName\":\"Maria S.\"}");
        ApiResponse cleared = maria.api().put("/api/user", """
                {"bio":"","fullName":"","phone":"","skills":[],"address":{},"socialLinks":{"linkedin":""},"category":"","hourlyRate":0,
                 "workGallery":[],"profilePicture":""}""");

        assertThat(some.body().at("/user/bio").asText()).isEqualTo("Plumber in the third generation.");
        assertThat(some.body().at("/user/fullName").asText()).isEqualTo("Maria S.");
        assertThat(cleared.body().path("user").fieldNames())
                .toIterable()
                .doesNotContain(
                        "bio",
                        "fullName",
                        "phone",
                        "address",
                        "socialLinks",
                        "category",
                        "hourlyRate",
                        "currency",
                        "profilePicture");
        assertThat(cleared.body().at("/user/username").asText()).isEqualTo("maria.s");
        assertThat(maria.api().put("/api/user", "{}").status()).isEqualTo(400);
        assertThat(maria.api().put("/api/user", "{\"bio\":null}").status()).isEqualTo(400);
    }

    @Test
    void updateProfile_withInvalidFields_returnsAllErrorsAndChangesNothing() {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);

        ApiResponse shape = maria.api().put("/api/user", """
                {"username":"+49","hourlyRate":-1,"currency":"euro","workGallery":["javascript:alert(1)"],"profilePicture":"ftp://x/y",
                 "skills":[""],"socialLinks":{"twitter":"http://user@evil"},"category":"Not one","role":"admin"}""");
        ApiResponse meaning = maria.api().put("/api/user", """
                {"phone":"12345678","email":"a@b","bio":"kept out"}""");

        assertThat(shape.body().path("errors"))
                .extracting(error -> error.path("field").asText())
                .containsExactlyInAnyOrder(
                        "/username",
                        "/hourlyRate",
                        "/currency",
                        "/workGallery/0",
                        "/profilePicture",
                        "/skills/0",
                        "/socialLinks/twitter",
                        "/category",
                        "/role");
        assertThat(meaning.errors())
                .containsExactlyInAnyOrder(
                        "/phone must begin with the country code, for example +4915123456789",
                        "/email must be an email address");
        assertThat(maria.api().get("/api/users/profile").body().has("bio")).isFalse();
    }

    @Test
    void updateProfile_ofCustomerWithProfessionalFields_returnsValidationError() {
        TestUser customer = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);

        ApiResponse refused =
                customer.api().put("/api/user", "{\"category\":\"plumbing\",\"hourlyRate\":20,\"bio\":\"x\"}");

        assertThat(refused.errors())
                .containsExactlyInAnyOrder("/category is for professionals", "/hourlyRate is for professionals");
        assertThat(customer.api().get("/api/users/profile").body().has("bio")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "45.555,EUR,/hourlyRate",
        "100.5,JPY,/hourlyRate",
        "10,XXX,/currency",
        "10,QQQ,/currency",
        "1000001,EUR,/hourlyRate"
    })
    void updateProfile_withInvalidRate_returnsValidationError(String rate, String currency, String field) {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);

        ApiResponse refused =
                maria.api().put("/api/user", "{\"hourlyRate\":" + rate + ",\"currency\":\"" + currency + "\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).anyMatch(error -> error.startsWith(field));
    }

    @Test
    void updateProfile_withRateOrCurrencyOnly_keepsTheOther() {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);

        assertThat(maria.api().put("/api/user", "{\"currency\":\"JPY\"}").errors())
                .containsExactly("/currency requires an hourlyRate");
        assertThat(maria.api()
                        .put("/api/user", "{\"hourlyRate\":50}")
                        .body()
                        .at("/user/currency")
                        .asText())
                .isEqualTo("EUR");
        assertThat(maria.api()
                        .put("/api/user", "{\"currency\":\"JPY\"}")
                        .body()
                        .at("/user/hourlyRate")
                        .asInt())
                .isEqualTo(50);
        assertThat(maria.api()
                        .put("/api/user", "{\"hourlyRate\":60}")
                        .body()
                        .at("/user/currency")
                        .asText())
                .isEqualTo("JPY");
        assertThat(node.count("users.account where hourly_rate = 60 and currency_digits = 0"))
                .isEqualTo(1);
    }

    @Test
    void updateProfile_withNewEmail_isPendingAndDoesNotRevealTakenAddress() {
        TestUser other = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        ApiClient here = maria.signIn().api();

        ApiResponse free = here.put("/api/user", "{\"email\":\"NEW@example.org\"}");
        ApiResponse taken = here.put("/api/user", "{\"email\":\"" + other.email() + "\"}");

        assertThat(free.status()).isEqualTo(200);
        assertThat(free.body().at("/user/email").asText()).isEqualTo(maria.email());
        assertThat(free.body().at("/user/pendingEmail").asText()).isEqualTo("new@example.org");
        assertThat(taken.status()).isEqualTo(200);
        assertThat(taken.body().at("/user/pendingEmail").asText()).isEqualTo(other.email());
        assertThat(node.count(
                        "bus.event where type = 'users.account.email.change.requested' and key = '" + maria.id() + "'"))
                .isEqualTo(2);

        here.put("/api/user", "{\"email\":\"new@example.org\"}");
        node.call(
                AccountOperations.MARK_EMAIL_VERIFIED,
                new AccountOperations.MarkEmailVerified(maria.id(), "new@example.org"));
        assertThat(here.get("/api/users/profile").body().path("email").asText()).isEqualTo("new@example.org");
        assertThat(here.get("/api/users/profile").body().has("pendingEmail")).isFalse();
    }

    @Test
    void updateProfile_withNewEmail_requiresReauthentication() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        ApiClient here = maria.signIn().api();
        node.execute("update auth.session set authenticated_at = now() - interval '6 minutes' where account = '"
                + maria.id() + "'");
        String change = "{\"email\":\"thief@example.org\",\"bio\":\"mine\"}";

        assertThat(here.put("/api/user", change).body().path("error").asText()).isEqualTo("REAUTHENTICATION_REQUIRED");
        ApiResponse acting = TestUsers.create(node, UserRole.ADMIN)
                .signIn()
                .api()
                .post("/api/users/" + maria.id() + "/impersonate", "{\"reason\":\"a test\"}");
        ApiClient admin = node.api().withToken(acting.body().path("accessToken").asText());
        assertThat(admin.put("/api/user", change).body().path("error").asText()).isEqualTo("FORBIDDEN");
        assertThat(node.count(
                        "users.account where id = '" + maria.id() + "' and pending_email is null and bio is null"))
                .isEqualTo(1);

        here.post("/api/auth/reauthenticate", "{\"password\":\"" + TestUsers.PASSWORD + "\"}");
        assertThat(here.put("/api/user", change).status()).isEqualTo(200);
    }

    @Test
    void updateProfile_withTakenUsername_returnsConflict() {
        TestUser other = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);

        ApiResponse taken = maria.api()
                .put(
                        "/api/user",
                        "{\"bio\":\"x\",\"username\":\"" + other.username().toUpperCase(java.util.Locale.ROOT) + "\"}");

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.body().at("/details/field").asText()).isEqualTo("username");
        assertThat(maria.api().get("/api/users/profile").body().has("bio")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "👩🏽‍🔧 Мария",
                "ماريا",
                "\u202eevil",
                "'; drop table users.account; --",
                "<script>alert(1)</script>",
                "मारिया"
            })
    void updateProfile_withAnyScript_returnsTextUnchanged(String text) {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);

        ApiResponse updated = maria.api()
                .put(
                        "/api/user",
                        "{\"fullName\":\"" + text + "\",\"bio\":\"" + text + "\",\"skills\":[\"" + text + "\"]}");

        assertThat(updated.body().at("/user/fullName").asText()).isEqualTo(text);
        assertThat(updated.body().at("/user/skills/0").asText()).isEqualTo(text);
    }

    @Test
    void updateProfile_concurrently_losesNoField() {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        List<String> updates = List.of(
                "{\"fullName\":\"Maria\"}",
                "{\"bio\":\"Hello\"}",
                "{\"skills\":[\"Pipes\"]}",
                "{\"hourlyRate\":20}",
                "{\"category\":\"plumbing\"}",
                "{\"address\":{\"city\":\"Berlin\"}}");

        IntStream.range(0, updates.size())
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> maria.api().put("/api/user", updates.get(i))))
                .toList()
                .forEach(apiResponse -> assertThat(apiResponse.join().status()).isEqualTo(200));

        assertThat(maria.api().get("/api/users/profile").body().fieldNames())
                .toIterable()
                .contains("fullName", "bio", "hourlyRate", "category", "address");
        assertThat(maria.api().get("/api/users/profile").body().path("skills")).hasSize(1);
    }

    @Test
    void updateProfile_withTooLargeBody_isRejected() {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);

        assertThat(maria.api()
                        .put("/api/user", "{\"bio\":\"" + "x".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(maria.api()
                        .put("/api/user", "{\"bio\":\"" + "x".repeat(2_001) + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void getUser_asOtherUser_returnsSharedFields() {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        maria.api().put("/api/user", ALL);
        TestUser reader = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
        TestUser admin = TestUsers.createWithoutPassword(node, UserRole.ADMIN);
        String path = "/api/user/" + maria.id();

        assertThat(reader.api().get(path).body().fieldNames())
                .toIterable()
                .contains("username", "fullName", "bio")
                .doesNotContain(
                        "email", "phone", "pendingEmail", "status", "emailVerified", "phoneVerified", "statusReason");
        assertThat(reader.api().get(path).body().path("address").toString())
                .isEqualTo("{\"city\":\"Berlin\",\"state\":\"BE\"}");

        maria.api()
                .put(
                        "/api/user/settings",
                        "{\"showEmail\":true,\"showPhone\":true,\"profileVisibility\":\"registered\"}");
        assertThat(reader.api().get(path).body().fieldNames()).toIterable().contains("email", "phone");

        maria.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");
        assertThat(reader.api().get(path).status()).isEqualTo(404);
        assertThat(admin.api().get(path).body().path("phone").asText()).isEqualTo("+4915123456789");
        assertThat(maria.api().get("/api/users/" + maria.id()).body())
                .isEqualTo(maria.api().get("/api/users/profile").body());
        assertThat(node.api().get(path).status()).isEqualTo(401);
        assertThat(reader.api().get("/api/users/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "suspended"})
    void getUser_notActive_isVisibleToAdminsOnly(String status) {
        TestUser maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        node.execute("update users.account set status = '" + status + "' where id = '" + maria.id() + "'");

        assertThat(node.api(UserRole.CUSTOMER).get("/api/users/" + maria.id()).status())
                .isEqualTo(404);
        assertThat(node.api(UserRole.ADMIN)
                        .get("/api/users/" + maria.id())
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo(status);
    }

    @Test
    void profile_withoutAccount_isRejected() {
        assertThat(node.api(UserRole.CUSTOMER).get("/api/users/profile").status())
                .isEqualTo(404);
        assertThat(node.api(UserRole.CUSTOMER)
                        .put("/api/user", "{\"bio\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(node.api().get("/api/users/profile").status()).isEqualTo(401);
        assertThat(node.api().put("/api/user", "{\"bio\":\"x\"}").status()).isEqualTo(401);
    }
}
