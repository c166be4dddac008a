package io.busbar.page;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.TestNode;
import io.busbar.testing.TwoNodes;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On the page")
class JourneyTest {
    private static Chromium chromium;
    private static TwoNodes nodes;

    @BeforeAll
    static void start() {
        chromium = Chromium.launch();
        nodes = TwoNodes.start(Map.of());
        nodes.here().api(Role.ADMIN).post("/api/services", """
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
    @DisplayName(
            "two people at two nodes go all the way from registering to a rating, each seeing at once what the other does")
    void journey() {
        try (Window maria = chromium.open(nodes.there());
                Window ada = chromium.open(nodes.here())) {
            maria.join("Maria Weber", "maria.weber@example.com", "professional");
            offer(maria);
            maria.go("/requests").sees("No requests yet");

            ada.join("Ada Lovelace", "ada.lovelace@example.com", "customer");
            ada.go("/");
            ada.page.getByRole(AriaRole.SEARCHBOX).fill("maria plumbing");
            ada.link("Maria Weber").click();
            ada.page.locator(".slot").last().click();
            ada.field("Address").fill("12 Mill Lane");
            ada.field("Notes").fill("Ring twice.");
            ada.button("Ask for this time").click();
            ada.page.locator(".ticket.pending").waitFor();

            Locator ticket = maria.page.locator(".ticket");
            ticket.waitFor();
            maria.button("Notifications, 1 new").waitFor();
            assertThat(ticket.innerText())
                    .contains("Tap repair", "Ada Lovelace", "12 Mill Lane", "Ring twice.", "Waiting");
            maria.button("Confirm").click();
            ada.page.locator(".ticket.confirmed").waitFor();
            ada.page.getByTitle("Here now").waitFor();

            theWorkIsDone(nodes.here());
            maria.go("/requests").button("Complete").click();
            ada.page.locator(".ticket.completed").waitFor();
            ada.go("/bookings/" + booking(nodes.here()) + "/review");
            ada.field("4 of 5").check();
            ada.field("Review").fill("The tap is silent.");
            ada.button("Send").click();
            ada.page.getByLabel("4 of 5 stars").waitFor();

            ada.link("Maria Weber").click();
            ada.sees("The tap is silent.");
            assertThat(ada.page.locator(".facts .rating").innerText()).contains("4.0", "1 review");

            hideTheReview(nodes.there());
            ada.go("/bookings/" + booking(nodes.here()) + "/review").sees("Your review is hidden");
            assertThat(ada.page.locator("[data-rate]").count()).isZero();
            assertThat(maria.complaints()).isEmpty();
            assertThat(ada.complaints()).isEmpty();
        }
    }

    @Test
    @DisplayName("somebody who has no mouse books all the same")
    void byKeyboard() {
        Person professional = professional("Nadia Haddad");
        Person customer = People.make(nodes.here(), Role.CUSTOMER);
        try (Window window = chromium.open(nodes.here()).as(customer)) {
            window.go("/");
            window.tabTo("input[type=search]");
            window.page.keyboard().type("Nadia");
            window.press("Enter");
            window.link("Nadia Haddad").waitFor();
            window.tabTo("a[href='/professionals/" + professional.id() + "']");
            window.press("Enter");
            window.page.locator("h1:focus").waitFor();
            window.page.locator(".slot").first().waitFor();
            window.tabTo(".slot");
            window.press("Enter");
            window.tabTo("dialog [name=address]");
            window.page.keyboard().type("1 Long Road");
            window.press("Enter");
            window.page.locator(".ticket.pending").waitFor();
            assertThat(window.page.evaluate("document.activeElement.tagName")).isEqualTo("H1");
            assertThat(window.complaints()).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "every view fits a phone, has no barrier that a program can find, and gives the browser nothing to complain of")
    void views() {
        Person professional = professional("Kofi Mensah");
        Person customer = People.make(nodes.here(), Role.CUSTOMER);
        nodes.here().api(customer.id(), Role.CUSTOMER).post("/api/booking", firstFree(professional));
        try (Window visitor = chromium.open(nodes.here());
                Window booker = chromium.open(nodes.here()).as(customer);
                Window booked = chromium.open(nodes.here()).as(professional)) {
            for (String path :
                    new String[] {"/", "/login", "/register", "/forgot-password", "/reset-password?token=x"}) {
                visitor.inspect(path);
            }
            for (String path : new String[] {"/", "/bookings", "/favorites", "/professionals/" + professional.id()}) {
                booker.inspect(path);
            }
            booker.page.locator(".slot").first().click();
            assertThat(booker.barriers()).as("booking dialog").isEmpty();
            for (String path : new String[] {"/requests", "/offer"}) {
                booked.inspect(path);
            }
        }
    }

    @Test
    @DisplayName("whose node is lost goes on with another one behind the same address, and hears what was missed")
    void lostNode() {
        Person professional = professional("Mei Chen");
        Person customer = People.make(nodes.here(), Role.CUSTOMER);
        String booking = nodes.here()
                .api(customer.id(), Role.CUSTOMER)
                .post("/api/booking", firstFree(professional))
                .body()
                .at("/booking/id")
                .asText();
        try (Relay relay = new Relay(nodes.there().port());
                Window window = chromium.open(relay.port()).as(customer)) {
            window.go("/bookings").sees("Live");
            window.page.locator(".ticket.pending").waitFor();
            relay.failOver(nodes.here().port());
            nodes.here()
                    .api(professional.id(), Role.PROFESSIONAL)
                    .put("/api/booking/" + booking + "/status", "{\"status\":\"confirmed\"}");
            window.page.locator(".ticket.confirmed").waitFor();
            window.sees("Live");
        }
    }

    @Test
    @DisplayName(
            "whoever opens their bookings signed out is asked to sign in, for as long as that takes, and then sees them")
    void signedOut() {
        Person customer = People.make(nodes.here(), Role.CUSTOMER);
        nodes.here().api(customer.id(), Role.CUSTOMER).post("/api/booking", firstFree(professional("Ines Costa")));
        try (Window window = chromium.open(nodes.here())) {
            window.page.clock().install();
            window.go("/bookings").sees("Forgotten it?");
            window.page.clock().runFor(1_000);
            assertThat(window.page.locator(".skeleton").count()).isZero();
            window.field("E-mail, username or phone").fill(customer.email());
            window.field("Password").fill(People.PASSWORD);
            window.button("Sign in").click();
            window.page.locator(".ticket.pending").waitFor();
            window.page.clock().runFor(1_000);
            assertThat(window.page.locator(".ticket.pending").count()).isOne();
        }
    }

    @Test
    @DisplayName("whoever stands at one booking stays there when another one changes")
    void focus() {
        Person professional = professional("Lena Vogt");
        Person customer = People.make(nodes.here(), Role.CUSTOMER);
        Api api = nodes.here().api(customer.id(), Role.CUSTOMER);
        api.post("/api/booking", firstFree(professional));
        try (Window window = chromium.open(nodes.here()).as(professional)) {
            window.go("/requests").sees("Live");
            window.button("Decline").focus();
            Object decline = window.page.evaluateHandle("document.activeElement");
            api.post("/api/booking", firstFree(professional));
            window.page.locator(".ticket").nth(1).waitFor();
            assertThat(window.page.evaluate("before => document.activeElement === before", decline))
                    .isEqualTo(true);
        }
    }

    private static String firstFree(Person professional) {
        String service = nodes.here().texts("select id from catalog.service").getFirst();
        String start = nodes.here()
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

    private static void offer(Window window) {
        window.go("/offer");
        window.field("Trade").selectOption("plumbing");
        window.field("An hour costs").fill("45");
        window.field("City").fill("Berlin");
        window.button("Save").click();
        window.sees("Your offer is saved.");
        for (String day : new String[] {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}) {
            window.field(day).check();
        }
        window.button("Save hours").click();
        window.sees("Your hours are saved.");
    }

    private static Person professional(String name) {
        TestNode node = nodes.here();
        Person person = People.make(node, Role.PROFESSIONAL);
        Api api = node.api(person.id(), Role.PROFESSIONAL);
        api.put(
                "/api/users/profile",
                "{\"fullName\":\"%s\",\"category\":\"plumbing\",\"hourlyRate\":45}".formatted(name));
        api.put("/api/booking/availability", """
                {"availability":[
                 {"day":"monday","timeSlots":[{"start":"09:00","end":"17:00"}]},
                 {"day":"wednesday","timeSlots":[{"start":"09:00","end":"17:00"}]}]}""");
        return person;
    }

    /** The one that Ada made. */
    private static String booking(TestNode node) {
        return node.texts("select id from bookings.booking where notes = 'Ring twice.'")
                .getFirst();
    }

    /** A moderator's doing, and its booking knows. */
    private static void hideTheReview(TestNode node) {
        String review = node.texts("select id from reviews.review where comment = 'The tap is silent.'")
                .getFirst();
        node.api(Role.ADMIN).put("/api/review/" + review, "{\"hidden\":true}");
        await().until(() -> node.count("bookings.booking where review_hidden") == 1);
    }

    /** Time passes for all bookings. */
    private static void theWorkIsDone(TestNode node) {
        node.execute("""
            update bookings.booking set starts_at = starts_at - interval '40 days', ends_at = ends_at - interval '40 days',
              local_start = local_start - interval '40 days',
              blocked = tstzrange(lower(blocked) - interval '40 days', upper(blocked) - interval '40 days')""");
    }
}
