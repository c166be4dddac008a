package io.busbar.services.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The routes of jobs. The jobs are rows of a type that no node runs, so they stay as they are. */
@BusbarNode
class JobsApiTest {
    private final TestNode node;
    private final UUID owner = UUID.randomUUID();
    private final ApiClient api;
    private ApiClient other;
    private ApiClient admin;

    JobsApiTest(TestNode node) {
        this.node = node;
        this.api = node.api(owner, UserRole.CUSTOMER);
    }

    @BeforeEach
    void signIn() {
        other = node.api(UserRole.PROFESSIONAL);
        admin = node.api(UserRole.ADMIN);
    }

    @Test
    void list_ofOwnJobs_returnsNewestFirstWithFiltersAndPages() {
        UUID first = insert("queued", "");
        UUID second = insert("succeeded", ", result = '{\"rows\":3}'");
        UUID third = insert("queued", "");

        assertThat(ids(api.get("/api/jobs"))).containsExactly(third, second, first);
        assertThat(ids(api.get("/api/jobs?status=queued"))).containsExactly(third, first);
        assertThat(ids(api.get("/api/jobs?type=other.type"))).isEmpty();
        assertThat(api.get("/api/jobs?limit=2").followPages())
                .flatExtracting(JobsApiTest::ids)
                .containsExactly(third, second, first);
        assertThat(ids(other.get("/api/jobs"))).isEmpty();
        assertThat(node.api().get("/api/jobs").status()).isEqualTo(401);
        assertThat(api.get("/api/jobs?cursor=x").status()).isEqualTo(400);
    }

    @Test
    void get_job_returnsProgressToItsOwnerOnly() {
        UUID job = insert("queued", ", done = 3, total = 10");

        JsonNode found = api.get("/api/jobs/" + job).body();

        assertThat(found.path("status").asText()).isEqualTo("queued");
        assertThat(found.path("done").asLong()).isEqualTo(3);
        assertThat(found.path("total").asLong()).isEqualTo(10);
        assertThat(found.path("hasResult").asBoolean()).isFalse();
        for (ApiClient stranger : List.of(other, admin)) {
            assertThat(stranger.get("/api/jobs/" + job).status()).isEqualTo(404);
            assertThat(stranger.get("/api/jobs/" + job + "/result").status()).isEqualTo(404);
            assertThat(stranger.delete("/api/jobs/" + job).status()).isEqualTo(404);
        }
        assertThat(status(job)).isEqualTo("queued");
        assertThat(api.get("/api/jobs/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void getResult_dependsOnStatus() {
        UUID unfinished = insert("queued", "");
        UUID json = insert("succeeded", ", result = '{\"rows\":3}'");
        UUID none = insert("succeeded", "");
        UUID expired = insert("succeeded", ", result = '{}', expires_at = now()");

        assertThat(api.get("/api/jobs/" + unfinished + "/result").status()).isEqualTo(409);
        assertThat(api.get("/api/jobs/" + json + "/result").body().path("rows").asInt())
                .isEqualTo(3);
        assertThat(api.get("/api/jobs/" + none + "/result").status()).isEqualTo(404);
        assertThat(api.get("/api/jobs/" + expired + "/result").status()).isEqualTo(404);
        assertThat(api.get("/api/jobs/" + expired).status()).isEqualTo(404);
    }

    @Test
    void getResult_thatIsAFile_downloadsItForItsOwnerOnly() {
        UUID blob = node.uuid("insert into bus.blob (size, sha256, retained) values (10, 'x', true) returning id");
        node.execute("insert into bus.blob_chunk values ('%s', 0, '{\"rows\":3}')".formatted(blob));
        UUID job = insert(
                "succeeded",
                ", upload = '{\"blob\":\"%s\",\"name\":\"things.json\",\"mediaType\":\"application/json\",\"size\":10,\"sha256\":\"x\"}'"
                        .formatted(blob));

        ApiResponse file = api.get("/api/jobs/" + job + "/result");

        assertThat(file.body().path("rows").asInt()).isEqualTo(3);
        assertThat(file.header("content-disposition")).startsWith("attachment").contains("things.json");
        assertThat(admin.get("/api/jobs/" + job + "/result").status()).isEqualTo(404);
    }

    @Test
    void cancel_activeJob_cancelsItOnceAndAudits() {
        UUID job = insert("queued", "");
        UUID ended = insert("succeeded", "");

        ApiResponse cancelled = api.delete("/api/jobs/" + job);
        ApiResponse again = api.delete("/api/jobs/" + job);

        assertThat(cancelled.body().path("status").asText()).isEqualTo("cancelled");
        assertThat(again.body()).isEqualTo(cancelled.body());
        assertThat(api.delete("/api/jobs/" + ended).body().path("status").asText())
                .isEqualTo("succeeded");
        assertThat(node.count("bus.stream where account = '%s' and type = 'job:ended' and data->>'status' = 'cancelled'"
                        .formatted(owner)))
                .isEqualTo(1);
        assertThat(node.count("bus.audit where action = 'jobs.cancel' and 'job:%s' = any(subjects)".formatted(job)))
                .isPositive();
    }

    @Test
    void operators_listCancelAndRetryJobsOfAllOwners() {
        UUID failed =
                insert("failed", ", error_code = 'NOT_FOUND', error_message = 'Gone', last_error = 'NOT_FOUND: Gone'");
        UUID queued = insert("queued", "");
        String all = "/api/admin/jobs?owner=" + owner;

        JsonNode entry = admin.get(all + "&status=failed").body().path(0);
        ApiResponse retried = admin.post("/api/admin/jobs/" + failed + "/retry", "");
        ApiResponse cancelled = admin.delete("/api/admin/jobs/" + queued);

        assertThat(entry.at("/job/error/message").asText()).isEqualTo("Gone");
        assertThat(entry.path("owner").asText()).isEqualTo(owner.toString());
        assertThat(entry.path("lastError").asText()).isEqualTo("NOT_FOUND: Gone");
        assertThat(retried.body().at("/job/status").asText()).isEqualTo("queued");
        assertThat(cancelled.body().at("/job/status").asText()).isEqualTo("cancelled");
        assertThat(admin.post("/api/admin/jobs/" + failed + "/retry", "").status())
                .as("a job that is queued already")
                .isEqualTo(409);
        for (ApiClient stranger : List.of(api, other)) {
            assertThat(stranger.get(all).status()).isEqualTo(403);
            assertThat(stranger.post("/api/admin/jobs/" + queued + "/retry", "").status())
                    .isEqualTo(403);
        }
        assertThat(status(queued)).isEqualTo("cancelled");
    }

    @Test
    void retry_whileAnotherJobOfItsTypeIsActive_returnsConflict() {
        UUID failed = insert("failed", ", exclusive = true, error_code = 'NOT_FOUND', error_message = 'Gone'");
        UUID active = insert("queued", ", exclusive = true");

        ApiResponse refused = admin.post("/api/admin/jobs/" + failed + "/retry", "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("message").asText()).isEqualTo("Another job of this type is active");
        assertThat(status(failed)).isEqualTo("failed");
        assertThat(status(active)).isEqualTo("queued");
    }

    @Test
    void expiredJob_andItsChildren_areNotFound() {
        UUID parent = insert(
                "failed",
                ", error_code = 'NOT_FOUND', error_message = 'Gone', expires_at = now() - interval '1 second'");
        UUID child = insert("cancelled", ", expires_at = null, parent = '%s'".formatted(parent));

        for (UUID job : List.of(parent, child)) {
            assertThat(api.get("/api/jobs/" + job).status()).isEqualTo(404);
            assertThat(api.delete("/api/jobs/" + job).status()).isEqualTo(404);
            assertThat(admin.delete("/api/admin/jobs/" + job).status()).isEqualTo(404);
            assertThat(admin.post("/api/admin/jobs/" + job + "/retry", "").status())
                    .isEqualTo(404);
        }
        assertThat(ids(api.get("/api/jobs?parent=" + parent))).isEmpty();
        assertThat(status(child)).isEqualTo("cancelled");
    }

    private UUID insert(String status, String assignments) {
        UUID job = node.uuid(
                "insert into bus.job (type, owner, state, keep_for) values ('test.idle', '%s', '{}', '1 day') returning id"
                        .formatted(owner));
        String ended = status.equals("queued")
                ? ""
                : ", finished_at = now()"
                        + (assignments.contains("expires_at") ? "" : ", expires_at = now() + keep_for");
        node.execute("update bus.job set status = '%s'%s%s where id = '%s'".formatted(status, ended, assignments, job));
        return job;
    }

    private String status(UUID job) {
        return node.strings("select status from bus.job where id = '" + job + "'")
                .getFirst();
    }

    private static List<UUID> ids(ApiResponse response) {
        return response.fields("id").stream().map(UUID::fromString).toList();
    }
}
