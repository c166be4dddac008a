package io.busbar.http.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.RequestOptions;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A browser context with one page, and the errors that the browser reported. */
final class BrowserSession implements AutoCloseable {
    private static final Pattern CONFIRMATION = Pattern.compile("/verify-email\\?token=[A-Za-z0-9_-]+");
    private static final int MAX_TABS = 90;
    private static final String AXE = axe();

    final Page page;
    private final String origin;
    private final List<String> consoleErrors = new ArrayList<>();

    BrowserSession(Page page, int port) {
        this.page = page;
        origin = "http://localhost:" + port;
        page.setDefaultTimeout(15_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                consoleErrors.add(message.text() + " at " + message.location());
            }
        });
        page.onPageError(consoleErrors::add);
    }

    BrowserSession open(String path) {
        page.navigate(origin + path);
        heading();
        return this;
    }

    /** Returns the heading of the view after it is rendered. */
    Locator heading() {
        Locator heading = page.locator("main h1").first();
        heading.waitFor();
        return heading;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    /** Waits until the text is visible. */
    BrowserSession waitForText(String text) {
        page.getByText(text).first().waitFor();
        return this;
    }

    /** Registers through the form, follows the link in the email, and signs in. */
    void register(String name, String email, String role) {
        open("/register?as=" + role);
        field("Name").fill(name);
        field("Email").fill(email);
        field("Password").fill(TestUsers.PASSWORD);
        button("Create account").click();
        waitForText("Check your email");
        String message = Awaitility.await("email to " + email)
                .until(
                        () -> page.request()
                                .get(origin + "/dev/mail?to=" + email)
                                .text(),
                        text -> CONFIRMATION.matcher(text).find());
        Matcher link = CONFIRMATION.matcher(message);
        assertThat(link.find()).isTrue();
        open(link.group());
        waitForText("Email confirmed");
        assertThat(page.url()).as("a token does not stay in the address").doesNotContain("token");
        link("Sign in").last().click();
        field("Email, username or phone").fill(email);
        field("Password").fill(TestUsers.PASSWORD);
        button("Sign in").click();
        button("Your account").waitFor();
    }

    /** Signs in as an existing user without the form. */
    BrowserSession signInAs(TestUser testUser) {
        page.request()
                .post(
                        origin + "/api/auth/login",
                        RequestOptions.create()
                                .setHeader("Origin", origin)
                                .setData(Map.of("identifier", testUser.email(), "password", TestUsers.PASSWORD)));
        page.addInitScript("localStorage.setItem('busbar.session', 'there is one')");
        return this;
    }

    /** Presses Tab until an element that matches the selector has the focus. */
    void tabTo(String selector) {
        for (int i = 0; i < MAX_TABS; i++) {
            page.keyboard().press("Tab");
            if ((boolean) page.evaluate("selector => document.activeElement.matches(selector)", selector)) {
                return;
            }
        }
        throw new AssertionError("no way to " + selector + " by keyboard");
    }

    void press(String key) {
        page.keyboard().press(key);
    }

    /** Checks a view at two sizes: wide with light colors, then narrow with dark colors. */
    void checkAccessibility(String path) {
        page.setViewportSize(1280, 860);
        page.emulateMedia(media(ColorScheme.LIGHT));
        open(path);
        page.locator(".skeleton, [aria-busy=true]").first().waitFor(detached());
        assertThat(accessibilityViolations()).as(path + " in the light").isEmpty();
        page.setViewportSize(360, 740);
        page.emulateMedia(media(ColorScheme.DARK));
        assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .as("width of " + path)
                .isEqualTo(360);
        assertThat(accessibilityViolations()).as(path + " in the dark").isEmpty();
        assertThat(consoleErrors()).as(path).isEmpty();
    }

    /** Returns the violations of WCAG 2.1 A and AA that axe finds. */
    @SuppressWarnings("unchecked")
    List<String> accessibilityViolations() {
        page.evaluate(AXE);
        return (List<String>) page.evaluate("""
            async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations
                .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`))""");
    }

    /** Disables animations, because colors in transition could fail the contrast check. */
    private static Page.EmulateMediaOptions media(ColorScheme colors) {
        return new Page.EmulateMediaOptions().setColorScheme(colors).setReducedMotion(ReducedMotion.REDUCE);
    }

    private static Locator.WaitForOptions detached() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED);
    }

    private static String axe() {
        try (InputStream script =
                BrowserSession.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the browser errors since the last call. */
    List<String> consoleErrors() {
        List<String> all = List.copyOf(consoleErrors);
        consoleErrors.clear();
        return all;
    }

    @Override
    public void close() {
        page.context().close();
    }
}
