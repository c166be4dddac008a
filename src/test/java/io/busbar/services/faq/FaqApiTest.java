package io.busbar.services.faq;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.node.AddedService;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ConcurrentRequests;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The smallest service with five operations, events, a subscriber and a total: what CONTRIBUTING.md shows. */
@UsesServers
class FaqApiTest {
    private static final int MAX_LINES = 200;
    private static final Path TABLES = Path.of("src/test/resources/db/faq/V001__faq.sql");

    private static TestNode node;
    private static ApiClient anyone;
    private static ApiClient admin;

    private final String topic = "Topic " + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void start() throws IOException {
        node = AddedService.startNode(Map.of(), new AddedService(FaqOperations.FAQ, FaqVerticle::new));
        node.execute("create schema faq");
        node.execute(Files.readString(TABLES));
        anyone = node.api();
        admin = node.api(UserRole.ADMIN);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void createQuestion_valid_isReturnedListedAuditedAndPublished() {
        ApiResponse created = admin.post("/api/questions", question("How do I pay?"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.fields("topic", "title", "answer"))
                .containsExactly(topic + " How do I pay? " + topic + " Ask us.");
        assertThat(anyone.get("/api/questions/" + created.id()).fields("title"))
                .containsExactlyElementsOf(created.fields("title"));
        assertThat(titles("")).containsExactlyElementsOf(created.fields("title"));
        assertThat(node.published(FaqEvents.CREATED, created.id())).isEqualTo(1);
        assertThat(audited("faq.create", created.id())).isEqualTo(1);
    }

    @Test
    void writeQuestion_withTakenTitle_returnsConflictAndWritesNothing() {
        admin.post("/api/questions", question("How do I pay?"));
        UUID other = admin.post("/api/questions", question("Can I cancel?")).id();

        ApiResponse created = admin.post("/api/questions", question("how do i PAY?"));
        ApiResponse updated = admin.put("/api/questions/" + other, "{\"title\":\"How do I pay? " + topic + "\"}");

        for (ApiResponse refused : List.of(created, updated)) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body().path("message").asText()).isEqualTo("A question with this title already exists");
            assertThat(refused.body().at("/details/field").asText()).isEqualTo("title");
        }
        assertThat(titles("")).containsExactly("Can I cancel? " + topic, "How do I pay? " + topic);
        assertThat(node.count("bus.event where type = '%s' and payload ->> 'topic' = '%s'"
                        .formatted(FaqEvents.CREATED.type(), topic)))
                .isEqualTo(2);
    }

    @Test
    void writeQuestion_withoutAdminRole_isRefusedAndWritesNothing() {
        UUID id = admin.post("/api/questions", question("How do I pay?")).id();
        ApiClient user = node.api(UserRole.CUSTOMER);

        assertThat(user.post("/api/questions", question("Can I cancel?")).status())
                .isEqualTo(403);
        assertThat(user.put("/api/questions/" + id, "{\"answer\":\"No.\"}").status())
                .isEqualTo(403);
        assertThat(user.delete("/api/questions/" + id).status()).isEqualTo(403);
        assertThat(anyone.delete("/api/questions/" + id).status()).isEqualTo(401);
        assertThat(anyone.get("/api/questions?topic=" + encodedTopic()).fields("answer"))
                .containsExactly("Ask us.");
    }

    @Test
    void updateQuestion_withOneField_leavesTheOthers() {
        UUID id = admin.post("/api/questions", question("How do I pay?")).id();

        ApiResponse updated = admin.put("/api/questions/" + id, "{\"answer\":\"By card.\"}");

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.fields("title", "answer")).containsExactly("How do I pay? " + topic + " By card.");
        assertThat(anyone.get("/api/questions/" + id).fields("title", "answer"))
                .containsExactlyElementsOf(updated.fields("title", "answer"));
        assertThat(node.published(FaqEvents.UPDATED, id)).isEqualTo(1);
        assertThat(audited("faq.update", id)).isEqualTo(1);
    }

    @Test
    void deletedQuestion_isNotFoundByAnyOperation() {
        UUID id = admin.post("/api/questions", question("How do I pay?")).id();

        ApiResponse deleted = admin.delete("/api/questions/" + id);

        assertThat(deleted.body().path("message").asText()).isEqualTo("Question deleted");
        assertThat(node.published(FaqEvents.DELETED, id)).isEqualTo(1);
        assertThat(audited("faq.delete", id)).isEqualTo(1);
        for (ApiResponse refused : List.of(
                anyone.get("/api/questions/" + id),
                admin.put("/api/questions/" + id, "{\"answer\":\"By card.\"}"),
                admin.delete("/api/questions/" + id))) {
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body().path("message").asText()).isEqualTo("There is no such question");
        }
        assertThat(node.published(FaqEvents.DELETED, id)).isEqualTo(1);
        assertThat(titles("")).isEmpty();
    }

    @Test
    void listQuestions_withMisspelledSearch_returnsMatchesPageByPage() {
        admin.post("/api/questions", question("How do I pay an invoice?"));
        admin.post("/api/questions", question("Where is my invoice?"));
        admin.post("/api/questions", question("Can I cancel?"));

        List<ApiResponse> pages = anyone.get("/api/questions?limit=1&search=invoise&topic=" + encodedTopic())
                .followPages();

        assertThat(pages.stream().flatMap(page -> page.fields("title").stream()))
                .containsExactlyInAnyOrder("How do I pay an invoice? " + topic, "Where is my invoice? " + topic);
        assertThat(titles("&limit=2")).hasSize(2);
    }

    @Test
    void totalOfTopic_afterConcurrentWrites_isExact() {
        List<ApiResponse> created = ConcurrentRequests.send(16, i -> admin.post("/api/questions", question("Q" + i)));
        ConcurrentRequests.send(
                8, i -> admin.delete("/api/questions/" + created.get(i / 2).id()));
        String otherTopic = topic + " B";
        admin.put("/api/questions/" + created.getLast().id(), movedTo(otherTopic));
        ConcurrentRequests.send(
                8,
                i -> admin.put(
                        "/api/questions/" + created.get(4 + i / 2).id(), movedTo(i % 2 == 0 ? otherTopic : topic)));
        node.settle();

        for (String each : List.of(topic, otherTopic)) {
            List<String> totals = anyone.get("/api/questions?topic=" + each.replace(" ", "%20"))
                    .fields("inTopic");
            assertThat(totals).isNotEmpty().containsOnly(String.valueOf(totals.size()));
        }
        assertThat(node.count("faq.question where topic in ('%s', '%s')".formatted(topic, otherTopic)))
                .isEqualTo(12);
    }

    @Test
    void service_always_costsFewLines() throws IOException {
        long lines = 0;
        for (String type : List.of("FaqOperations", "FaqEvents", "FaqStore", "FaqVerticle")) {
            lines += lines(Path.of("src/test/java/io/busbar/services/faq/" + type + ".java"));
        }
        assertThat(lines).isLessThan(MAX_LINES);
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    /** Returns the JSON of a question in this test's topic, whose title ends with the topic. */
    private String question(String title) {
        return "{\"topic\":\"%1$s\",\"title\":\"%2$s %1$s\",\"answer\":\"Ask us.\"}".formatted(topic, title);
    }

    private static String movedTo(String topic) {
        return "{\"topic\":\"%s\"}".formatted(topic);
    }

    private List<String> titles(String query) {
        return anyone.get("/api/questions?topic=" + encodedTopic() + query).fields("title");
    }

    private String encodedTopic() {
        return topic.replace(" ", "%20");
    }

    private static long audited(String action, UUID question) {
        return node.count(
                "bus.audit where action = '%s' and subjects = array['question:%s']".formatted(action, question));
    }
}
