package io.busbar.services.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.services.mail.MailOperations.CallToAction;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.mail.MailOperations.EmailSent;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The development mailbox of a node without a mail server. */
@UsesServers
class DevMailboxTest {
    private static final String DATABASE = TestServers.freshDatabase();
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(Map.of("DATABASE_URL", DATABASE));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void emptyMailbox() {
        assertThat(node.api().delete("/dev/mail").status()).isEqualTo(204);
    }

    @Test
    void getMailbox_afterSending_returnsEmailsNewestFirst() {
        node.call(MailOperations.SEND, email("first", "ada@example.org", "Grüße 👋"));
        node.call(MailOperations.SEND, email("second", "grace@example.org", "مرحبا"));

        JsonNode mails = node.api().get("/dev/mail").body();
        assertThat(mails).hasSize(2);
        assertThat(mails.at("/0/subject").asText()).isEqualTo("مرحبا");
        JsonNode mail = mails.get(1);
        assertThat(mail.path("to").asText()).isEqualTo("ada@example.org");
        assertThat(mail.path("from").asText()).isEqualTo("Busbar <busbar@localhost>");
        assertThat(mail.path("subject").asText()).isEqualTo("Grüße 👋");
        assertThat(mail.path("text").asText()).contains("Hello 👋", "Confirm: https://market.example/?token=s3cr3t");
        assertThat(mail.path("html").asText()).contains("Hello 👋", "<!doctype html>");
    }

    @Test
    void getMailbox_withRecipientOrLimit_filtersEmails() {
        node.call(MailOperations.SEND, email("first", "Ada@Example.org", "One"));
        node.call(MailOperations.SEND, email("second", "ada@example.org", "Two"));
        node.call(MailOperations.SEND, email("third", "grace@example.org", "Three"));

        assertThat(subjects("/dev/mail?to=ADA@example.org")).containsExactly("Two", "One");
        assertThat(subjects("/dev/mail?limit=1")).containsExactly("Three");
        assertThat(subjects("/dev/mail?to=nobody@example.org")).isEmpty();
        assertThat(node.api().get("/dev/mail?limit=201").errors())
                .containsExactly("/limit must be a number from 1 to 200");
        assertThat(node.api().get("/dev/mail?limit=x").status()).isEqualTo(400);
    }

    @Test
    void getMailbox_onAnyNode_showsEmailsOfAllNodes() {
        try (TestNode other = TestNode.start(Map.of("DATABASE_URL", DATABASE, "SERVICES", "catalog"))) {
            node.call(MailOperations.SEND, email("first", "ada@example.org", "From the one"));
            other.call(MailOperations.SEND, email("second", "ada@example.org", "From the other"));

            assertThat(other.api().get("/dev/mail").body())
                    .hasSize(2)
                    .isEqualTo(node.api().get("/dev/mail").body());
        }
    }

    @Test
    void send_withoutStorage_failsAndSucceedsOnRetry() {
        node.execute("alter table mail.received_email rename to away");
        Failure failure = catchThrowableOfType(
                Failure.class, () -> node.call(MailOperations.SEND, email("first", "ada@example.org", "Kept")));
        node.execute("alter table mail.away rename to received_email");

        assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(subjects("/dev/mail")).isEmpty();
        node.call(MailOperations.SEND, email("first", "ada@example.org", "Kept"));
        assertThat(subjects("/dev/mail")).containsExactly("Kept");
    }

    @Test
    void send_twiceWithSameId_keepsOneEmail() {
        EmailSent first = node.call(MailOperations.SEND, email("same", "ada@example.org", "Once"));
        EmailSent second = node.call(MailOperations.SEND, email("same", "ada@example.org", "Once"));

        assertThat(second).isEqualTo(first);
        assertThat(subjects("/dev/mail")).containsExactly("Once");
    }

    @Test
    void eraseAccount_deletesEmailsAboutItAndKeepsOthers() {
        UUID ada = UUID.randomUUID();
        UUID stranger = UUID.randomUUID();
        node.call(MailOperations.SEND, emailAbout(ada, "first", "ada@example.org", "One"));
        node.call(MailOperations.SEND, emailAbout(ada, "second", "former@example.org", "Two"));
        node.call(MailOperations.SEND, emailAbout(stranger, "third", "ada@example.org", "Three"));
        node.call(MailOperations.SEND, email("fourth", "ada@example.org", "Four"));
        assertThat(node.tablesContaining(ada.toString()))
                .as("the database does not reveal the account")
                .isEmpty();

        node.execute("with event as (insert into bus.event (id, type, key, payload) values"
                + " ('%1$s', 'users.account.erased', '%1$s', '{\"id\":\"%1$s\"}') returning id)".formatted(ada)
                + " insert into bus.delivery (subscriber, event_id, key) select 'mail.erasure', id, '%s' from event"
                        .formatted(ada));

        await().until(() -> subjects("/dev/mail").size() == 2);
        assertThat(subjects("/dev/mail")).containsExactly("Four", "Three");
    }

    @Test
    void send_storesNothingReadablyInDatabase() {
        node.call(MailOperations.SEND, email("marker-of-the-id", "marker-of-ada@example.org", "marker of the subject"));

        for (String marker : List.of("marker", "s3cr3t", "example.org", "Hello")) {
            assertThat(node.tablesContaining(marker)).as(marker).isEmpty();
        }
        assertThat(node.count("mail.received_email")).isEqualTo(1);
    }

    @Test
    void send_withMoreThan500Emails_keepsNewest500() {
        node.execute("insert into mail.received_email (message_hash, recipient_hash, sealed)"
                + " select sha256(i::text::bytea), '\\x00', '\\x00' from generate_series(1, 600) as i");
        node.call(MailOperations.SEND, email("newest", "ada@example.org", "Newest"));

        assertThat(node.count("mail.received_email")).isEqualTo(500);
        assertThat(subjects("/dev/mail")).containsExactly("Newest");
    }

    @Test
    void getMailbox_inBrowser_escapesContentAndForbidsScripts() {
        node.call(MailOperations.SEND, email("first", "ada@example.org", "<script>alert(1)</script>"));

        ApiResponse page = browser().get("/dev/mail");
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("content-security-policy"))
                .startsWith("default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
        assertThat(page.header("cache-control")).isEqualTo("no-store");
        assertThat(page.body().asText())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "ada@example.org")
                .contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
                .contains("<a href=\"https://market.example/?token&#x3D;s3cr3t\" target=\"_blank\"")
                .doesNotContain("<script");
        assertThat(browser().get("/dev/mail?to=%22%3E%3Cscript%3E").body().asText())
                .contains("No emails to &quot;&gt;&lt;script&gt;")
                .doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"market.example", "localhost.market.example", "127.0.0.1.market.example", "10.0.0.1"})
    void requestMailbox_withForeignHost_returnsNotFoundAndKeepsEmails(String host) throws IOException {
        node.call(MailOperations.SEND, email("first", "ada@example.org", "Secret"));

        for (String method : List.of("GET", "HEAD", "DELETE", "OPTIONS", "POST")) {
            String answer = requestWithHost(method, host);
            assertThat(answer).startsWith("HTTP/1.1 404 ").doesNotContain("Secret");
        }
        assertThat(subjects("/dev/mail")).containsExactly("Secret");
    }

    @Test
    void requestMailbox_throughProxy_returnsNotFound() {
        assertThat(node.api()
                        .with("X-Forwarded-For", "203.0.113.7")
                        .get("/dev/mail")
                        .status())
                .isEqualTo(404);
        assertThat(node.api()
                        .with("Forwarded", "for=203.0.113.7")
                        .delete("/dev/mail")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void requestMailbox_withLoopbackHost_allowsGetButNotPost() throws IOException {
        for (String host : List.of("localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:5000")) {
            assertThat(requestWithHost("GET", host)).startsWith("HTTP/1.1 200 ");
        }
        ApiResponse post = node.api().post("/dev/mail", "{}");
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("allow")).isEqualTo("GET, HEAD, DELETE, OPTIONS");
    }

    @Test
    void send_withMailServer_deliversThereAndHidesMailbox() {
        try (TestMailServer server = new TestMailServer();
                TestNode other = TestNode.start(Map.of(
                        "DEV_MAIL", "false",
                        "EMAIL_HOST", "127.0.0.1",
                        "EMAIL_PORT", String.valueOf(server.port()),
                        "EMAIL_FROM", "\"Market\" <hello@market.example>"))) {
            other.call(MailOperations.SEND, email("first", "ada@example.org", "Out"));

            assertThat(server.receivedMessages).hasSize(1);
            assertThat(other.api().get("/dev/mail").status()).isEqualTo(404);
            assertThat(other.count("mail.received_email")).isZero();
        }
    }

    private static Email emailAbout(UUID account, String id, String to, String subject) {
        return new Email(id, to, null, subject, List.of("Hello"), null, null, account);
    }

    private static Email email(String id, String to, String subject) {
        return new Email(
                id,
                to,
                "Ada",
                subject,
                List.of("Hello 👋"),
                new CallToAction("Confirm", "https://market.example/?token=s3cr3t"),
                "You get this because you asked for it.");
    }

    /** Returns the response to a request with this Host header, which HTTP clients do not allow. */
    private static String requestWithHost(String method, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            String request = method + " /dev/mail HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ApiClient browser() {
        return node.api().with("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    }

    private static List<String> subjects(String path) {
        ApiResponse apiResponse = node.api().get(path);
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        List<String> subjects = new ArrayList<>();
        apiResponse.body().forEach(mail -> subjects.add(mail.path("subject").asText()));
        return subjects;
    }
}
