package io.busbar.http.pages;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import io.busbar.testing.UsesServers;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@UsesServers
class MarketplaceJourneyTest {
    private static Chromium chromium;
    private static TwoNodeCluster nodes;

    @BeforeAll
    static void start() {
        chromium = Chromium.launch();
        nodes = TwoNodeCluster.start(Map.of());
        nodes.first().api(UserRole.ADMIN).post("/api/services", """
                {"title":"Tap repair","description":"We fix dripping taps.","category":"plumbing"}""");
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            nodes.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void bookAndReview_byTwoUsersOnTwoNodes_showsChangesImmediately() {
        try (BrowserSession maria = chromium.open(nodes.second());
                BrowserSession ada = chromium.open(nodes.first())) {
            maria.register("Maria Weber", "maria.weber@example.com", "professional");
            offer(maria);
            maria.open("/requests").waitForText("No requests yet");

            ada.register("Ada Lovelace", "ada.lovelace@example.com", "customer");
            ada.open("/");
            ada.page.getByRole(AriaRole.SEARCHBOX).fill("maria plumbing");
            ada.link("Maria Weber").click();
            ada.page.locator(".slot").last().click();
            ada.field("Address").fill("12 Mill Lane");
            ada.field("Notes").fill("Ring twice.");
            ada.button("Request booking").click();
            ada.page.locator(".ticket.pending").waitFor();

            Locator ticket = maria.page.locator(".ticket");
            ticket.waitFor();
            maria.button("Notifications, 1 unread").waitFor();
            assertThat(ticket.innerText())
                    .contains("Tap repair", "Ada Lovelace", "12 Mill Lane", "Ring twice.", "Pending");
            maria.button("Confirm").click();
            ada.page.locator(".ticket.confirmed").waitFor();
            ada.page.getByTitle("Online").waitFor();

            moveBookingsToPast(nodes.first());
            maria.open("/requests").button("Mark as completed").click();
            ada.page.locator(".ticket.completed").waitFor();
            ada.open("/bookings/" + booking(nodes.first()) + "/review");
            ada.field("4 stars").check();
            ada.field("Review").fill("The tap is silent.");
            ada.button("Submit review").click();
            ada.page.getByLabel("4 of 5 stars").waitFor();

            nodes.first().settle(); // the profile's rating follows the review's event
            ada.link("Maria Weber").click();
            ada.waitForText("The tap is silent.");
            assertThat(ada.page.locator(".facts .rating").innerText()).contains("4.0", "1 review");

            hideReview(nodes.second());
            ada.open("/bookings/" + booking(nodes.first()) + "/review").waitForText("Your review is hidden");
            assertThat(ada.page.locator("[data-rate]").count()).isZero();
            assertThat(maria.consoleErrors()).isEmpty();
            assertThat(ada.consoleErrors()).isEmpty();
        }
    }

    @Test
    void book_withKeyboardOnly_succeeds() {
        TestUser professional = professional("Nadia Haddad");
        TestUser customer = TestUsers.create(nodes.first(), UserRole.CUSTOMER);
        try (BrowserSession browserSession = chromium.open(nodes.first()).signInAs(customer)) {
            browserSession.open("/");
            browserSession.tabTo("input[type=search]");
            browserSession.page.keyboard().type("Nadia");
            browserSession.press("Enter");
            browserSession.link("Nadia Haddad").waitFor();
            browserSession.tabTo("a[href='/professionals/" + professional.id() + "']");
            browserSession.press("Enter");
            browserSession.page.locator("h1:focus").waitFor();
            browserSession.page.locator(".slot").first().waitFor();
            browserSession.tabTo(".slot");
            browserSession.press("Enter");
            browserSession.tabTo("dialog [name=address]");
            browserSession.page.keyboard().type("1 Long Road");
            browserSession.press("Enter");
            browserSession.page.locator(".ticket.pending").waitFor();
            assertThat(browserSession.page.evaluate("document.activeElement.tagName"))
                    .isEqualTo("H1");
            assertThat(browserSession.consoleErrors()).isEmpty();
        }
    }

    @Test
    void openView_onPhone_fitsAndIsAccessibleWithoutErrors() {
        TestUser professional = professional("Kofi Mensah");
        TestUser customer = TestUsers.create(nodes.first(), UserRole.CUSTOMER);
        nodes.first().api(customer.id(), UserRole.CUSTOMER).post("/api/booking", firstFree(professional));
        try (BrowserSession visitor = chromium.open(nodes.first())) {
            for (String path :
                    new String[] {"/", "/login", "/register", "/forgot-password", "/reset-password?token=x"}) {
                visitor.checkAccessibility(path);
            }
        }
        try (BrowserSession booker = chromium.open(nodes.first()).signInAs(customer)) {
            for (String path : new String[] {"/", "/bookings", "/favorites", "/professionals/" + professional.id()}) {
                booker.checkAccessibility(path);
            }
            booker.page.locator(".slot").first().click();
            assertThat(booker.accessibilityViolations()).as("booking dialog").isEmpty();
        }
        try (BrowserSession booked = chromium.open(nodes.first()).signInAs(professional)) {
            for (String path : new String[] {"/requests", "/offer"}) {
                booked.checkAccessibility(path);
            }
        }
    }

    @Test
    void loseNode_withOpenPage_continuesOnOtherNodeWithMissedPushes() {
        TestUser professional = professional("Mei Chen");
        TestUser customer = TestUsers.create(nodes.first(), UserRole.CUSTOMER);
        String booking = nodes.first()
                .api(customer.id(), UserRole.CUSTOMER)
                .post("/api/booking", firstFree(professional))
                .body()
                .at("/booking/id")
                .asText();
        try (FailoverProxy failoverProxy = new FailoverProxy(nodes.second().port());
                BrowserSession browserSession =
                        chromium.open(failoverProxy.port()).signInAs(customer)) {
            browserSession.open("/bookings").waitForText("Live");
            browserSession.page.locator(".ticket.pending").waitFor();
            failoverProxy.failOver(nodes.first().port());
            nodes.first()
                    .api(professional.id(), UserRole.PROFESSIONAL)
                    .put("/api/booking/" + booking + "/status", "{\"status\":\"confirmed\"}");
            browserSession.page.locator(".ticket.confirmed").waitFor();
            browserSession.waitForText("Live");
        }
    }

    @Test
    void openBookings_signedOut_asksToSignInAndThenShowsThem() {
        TestUser customer = TestUsers.create(nodes.first(), UserRole.CUSTOMER);
        nodes.first().api(customer.id(), UserRole.CUSTOMER).post("/api/booking", firstFree(professional("Ines Costa")));
        try (BrowserSession browserSession = chromium.open(nodes.first())) {
            browserSession.page.clock().install();
            browserSession.open("/bookings").waitForText("Forgot password?");
            browserSession.page.clock().runFor(1_000);
            assertThat(browserSession.page.locator(".skeleton").count()).isZero();
            browserSession.field("Email, username or phone").fill(customer.email());
            browserSession.field("Password").fill(TestUsers.PASSWORD);
            browserSession.button("Sign in").click();
            browserSession.page.locator(".ticket.pending").waitFor();
            browserSession.page.clock().runFor(1_000);
            assertThat(browserSession.page.locator(".ticket.pending").count()).isOne();
        }
    }

    @Test
    void addBooking_withFocusOnOtherBooking_keepsFocus() {
        TestUser professional = professional("Lena Vogt");
        TestUser customer = TestUsers.create(nodes.first(), UserRole.CUSTOMER);
        ApiClient apiClient = nodes.first().api(customer.id(), UserRole.CUSTOMER);
        apiClient.post("/api/booking", firstFree(professional));
        try (BrowserSession browserSession = chromium.open(nodes.first()).signInAs(professional)) {
            browserSession.open("/requests").waitForText("Live");
            browserSession.button("Decline").focus();
            Object decline = browserSession.page.evaluateHandle("document.activeElement");
            apiClient.post("/api/booking", firstFree(professional));
            browserSession.page.locator(".ticket").nth(1).waitFor();
            assertThat(browserSession.page.evaluate("before => document.activeElement === before", decline))
                    .isEqualTo(true);
        }
    }

    private static String firstFree(TestUser professional) {
        String service = nodes.first().strings("select id from catalog.service").getFirst();
        String start = nodes.first()
                .api()
                .get("/api/booking/slots?professionalId=%s&service=%s&from=%s&to=%s"
                        .formatted(
                                professional.id(),
                                service,
                                LocalDate.now(UTC),
                                LocalDate.now(UTC).plusDays(9)))
                .body()
                .at("/0/start")
                .asText();
        return "{\"professionalId\":\"%s\",\"service\":\"%s\",\"start\":\"%s\",\"address\":\"12 Mill Lane\"}"
                .formatted(professional.id(), service, start);
    }

    private static void offer(BrowserSession browserSession) {
        browserSession.open("/offer");
        browserSession.field("Category").selectOption("plumbing");
        browserSession.field("Hourly rate").fill("45");
        browserSession.field("City").fill("Berlin");
        browserSession.button("Save profile").click();
        browserSession.waitForText("Profile saved.");
        for (String day : new String[] {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}) {
            browserSession.field(day).check();
        }
        browserSession.button("Save hours").click();
        browserSession.waitForText("Hours saved.");
    }

    private static TestUser professional(String name) {
        TestNode node = nodes.first();
        TestUser testUser = TestUsers.create(node, UserRole.PROFESSIONAL);
        ApiClient apiClient = node.api(testUser.id(), UserRole.PROFESSIONAL);
        apiClient.put(
                "/api/users/profile",
                "{\"fullName\":\"%s\",\"category\":\"plumbing\",\"hourlyRate\":45}".formatted(name));
        apiClient.put("/api/booking/availability", """
                {"availability":[
                 {"day":"monday","timeSlots":[{"start":"09:00","end":"17:00"}]},
                 {"day":"wednesday","timeSlots":[{"start":"09:00","end":"17:00"}]}]}""");
        return testUser;
    }

    /** Returns the ID of the booking that Ada made. */
    private static String booking(TestNode node) {
        return node.strings("select id from bookings.booking where notes = 'Ring twice.'")
                .getFirst();
    }

    /** Hides the review as a moderator and waits until the booking reflects it. */
    private static void hideReview(TestNode node) {
        String review = node.strings("select id from reviews.review where comment = 'The tap is silent.'")
                .getFirst();
        node.api(UserRole.ADMIN).put("/api/review/" + review, "{\"hidden\":true}");
        await().until(() -> node.count("bookings.booking where review_hidden") == 1);
    }

    /** Moves all bookings into the past. */
    private static void moveBookingsToPast(TestNode node) {
        node.execute("""
            update bookings.booking set starts_at = starts_at - interval '40 days', ends_at = ends_at - interval '40 days',
              local_start = local_start - interval '40 days',
              blocked = tstzrange(lower(blocked) - interval '40 days', upper(blocked) - interval '40 days')""");
    }
}
