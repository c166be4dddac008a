package io.busbar.services.readings;

import static io.busbar.services.readings.ReadingOperations.EXPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.jobs.CsvExport;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.http.bridge.SocketClient;
import io.busbar.node.AddedService;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.HeldJob;
import io.busbar.testing.JavaProcess;
import io.busbar.testing.LockedTable;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.UsesServers;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An export to a CSV file, as the recipe in CONTRIBUTING.md writes it: 10,300 rows and more in pages of 500. */
@UsesServers
class ReadingsExportTest {
    private static final int READINGS = 10_300;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String DATABASE = TestServers.freshDatabase();
    private static final String REDIS = TestServers.redisUrl();

    private static TestNode node;

    private TestUser user;
    private TestSession session;
    private ApiClient api;

    @BeforeAll
    static void start() {
        node = AddedService.startNode(Map.of("DATABASE_URL", DATABASE, "REDIS_URL", REDIS), ReadingsProcess.READINGS);
        node.execute("""
            create schema readings;
            create table readings.reading (
              id bigint primary key, meter text not null, unit text not null, amount numeric not null, read_at timestamptz not null)""");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void insertReadings() {
        node.execute("delete from readings.reading");
        node.execute("""
            insert into readings.reading
            select n * 3, 'Meter ' || n || case when n %% 100 = 0 then ', "north"' else '' end,
              case when n %% 2 = 0 then 'kilowatt_hour' else 'cubic_meter' end, n / 4.0, timestamptz '2026-01-01 00:00Z' + n * interval '1 minute'
            from generate_series(1, %d) as n""".formatted(READINGS));
    }

    @BeforeEach
    void signIn() {
        user = node.person(UserRole.CUSTOMER);
        session = user.signIn();
        api = node.uncheckedApi().withToken(session.accessToken());
    }

    @Test
    void export_showsItsProgressLiveAndIsDownloadedCompletely() {
        try (SocketClient browser = SocketClient.open(node.port());
                HeldJob held = node.holdJob(EXPORT, user.id(), 1_500)) {
            browser.register("user." + user.id(), "Authorization", "Bearer " + session.accessToken());

            UUID job = startExport();

            JsonObject progress = browser.next(frame ->
                            type(frame).equals("job:progress") && data(frame).getLong("done") == 1_500)
                    .getJsonObject("body");
            assertThat(progress.getJsonObject("data").getString("id")).isEqualTo(job.toString());
            assertThat(progress.getJsonObject("data").getLong("total")).isEqualTo(readings());
            assertThat(held.awaitHeld()).isEqualTo(job);
            assertThat(api.get("/api/jobs/" + job + "/result").status())
                    .as("before the end")
                    .isEqualTo(409);

            held.release();
            JsonObject ended = browser.next(frame -> type(frame).equals("job:ended"));
            assertThat(data(ended).getString("status")).isEqualTo("succeeded");
            assertThatFileIsComplete(job);
        }
    }

    @Test
    void export_whileReadingsAreAdded_exportsThemAndKeepsItsProgressWithinTheTotal() {
        try (SocketClient browser = SocketClient.open(node.port());
                HeldJob held = node.holdJob(EXPORT, user.id(), 1_500)) {
            browser.register("user." + user.id(), "Authorization", "Bearer " + session.accessToken());
            UUID job = startExport();
            held.awaitHeld();

            addWideReadings(700);
            held.release();

            List<Progress> pushes = progressUntilTheEnd(browser);
            assertThat(pushes).allSatisfy(push -> assertThat(push.done()).isLessThanOrEqualTo(push.total()));
            assertThat(pushes).extracting(Progress::done).isSorted();
            assertThat(pushes).extracting(Progress::total).isSorted();
            assertThatFileIsComplete(job);
        }
    }

    @Test
    void export_whileReadingsAreDeleted_reportsTheNumberInItsFile() {
        try (HeldJob held = node.holdJob(EXPORT, user.id(), 1_500)) {
            startExport();
            UUID job = held.awaitHeld();

            keepReadings(2_100);
            held.release();

            assertThatFileIsComplete(job);
        }
    }

    @Test
    void export_withoutReadings_hasOnlyTheHeader() {
        keepReadings(0);

        assertThatFileIsComplete(startExport());
    }

    @Test
    void export_withFullPagesOnly_hasEachReadingOnce() {
        keepReadings(2 * CsvExport.DEFAULT_PAGE_SIZE);

        assertThatFileIsComplete(startExport());
    }

    @Test
    void cancel_inTheMiddle_leavesNoBytesAndNoFurtherProgress() {
        try (HeldJob held = node.holdJob(EXPORT, user.id(), 5_000)) {
            startExport();
            UUID job = held.awaitHeld();
            assertThat(chunks(job)).isPositive();

            assertThat(api.delete("/api/jobs/" + job).body().path("status").asText())
                    .isEqualTo("cancelled");
            held.release();

            assertThat(chunks(job)).isZero();
            assertThat(api.get("/api/jobs/" + job + "/result").status()).isEqualTo(404);
            assertThatFileIsComplete(startExport());
            assertThat(api.get("/api/jobs/" + job).body().path("done").asLong())
                    .as("progress of the cancelled job")
                    .isZero();
        }
    }

    @Test
    void kill_nodeInTheThirdStep_leavesEachRowInTheFileOnce() {
        TestFutures.get(node.nodeServices().stop(node.id(), "readings"), TIMEOUT);
        try (JavaProcess process = ReadingsProcess.start(DATABASE, REDIS);
                HeldJob held = node.holdJob(EXPORT, user.id(), 2 * CsvExport.DEFAULT_PAGE_SIZE)) {
            await().atMost(TIMEOUT).until(() -> post().status() == 202);
            UUID job = held.awaitHeld();
            try (LockedTable locked = node.lockTable("readings.reading")) {
                held.release();
                await().until(() -> locked.waiting() > 0);
                process.kill();
            }

            TestFutures.get(node.nodeServices().start(node.id(), "readings"), TIMEOUT);

            assertThatFileIsComplete(job);
        } finally {
            TestFutures.get(node.nodeServices().start(node.id(), "readings"), TIMEOUT);
        }
    }

    private ApiResponse post() {
        return api.post("/api/readings/exports", "{}");
    }

    private UUID startExport() {
        ApiResponse started = post();
        assertThat(started.status()).as("%s", started.body()).isEqualTo(202);
        return started.id();
    }

    /** Waits for the end of the job and compares its file with the table. */
    private void assertThatFileIsComplete(UUID job) {
        await().atMost(TIMEOUT)
                .until(() -> api.get("/api/jobs/" + job)
                        .body()
                        .path("status")
                        .asText()
                        .equals("succeeded"));
        assertThat(api.get("/api/jobs/" + job).body().path("done").asLong()).isEqualTo(readings());
        assertThat(api.get("/api/jobs/" + job).body().path("total").asLong()).isEqualTo(readings());
        ApiResponse file = api.get("/api/jobs/" + job + "/result");
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("content-type")).isEqualTo("text/csv");
        assertThat(file.header("content-length"))
                .isEqualTo(String.valueOf(file.bytes().length()));
        assertThat(file.header("content-disposition")).startsWith("attachment").contains("readings.csv");
        List<String> lines = file.bytes().toString().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("id,meter,unit,amount,readAt");
        assertThat(lines.subList(1, lines.size())).isEqualTo(node.strings("""
                select concat_ws(',', id, case when meter like '%"%' then '"' || replace(meter, '"', '""') || '"' else meter end, unit, amount,
                  to_char(read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                from readings.reading order by id"""));
    }

    /** Deletes all but the first readings. */
    private static void keepReadings(int count) {
        node.execute("delete from readings.reading where id > " + 3 * count);
    }

    /** Adds readings after all others. A page of them has more bytes than a step can append. */
    private static void addWideReadings(int count) {
        int bytes = 2 * JobOutcome.MAX_APPENDED_BYTES / CsvExport.DEFAULT_PAGE_SIZE;
        node.execute("""
            insert into readings.reading
            select last.id + n, repeat('x', %d), 'cubic_meter', n, timestamptz '2026-12-01 00:00Z'
            from (select max(id) as id from readings.reading) as last, generate_series(1, %d) as n""".formatted(bytes, count));
    }

    /** The progress that a browser shows. The total is 0 until the first step has counted the rows. */
    private record Progress(long done, long total) {
        static Progress of(JsonObject data) {
            return new Progress(data.getLong("done"), data.getLong("total", 0L));
        }
    }

    private static List<Progress> progressUntilTheEnd(SocketClient browser) {
        List<Progress> pushes = new ArrayList<>();
        for (JsonObject frame = nextPush(browser); type(frame).equals("job:progress"); frame = nextPush(browser)) {
            pushes.add(Progress.of(data(frame)));
        }
        assertThat(pushes).isNotEmpty();
        return pushes;
    }

    private static JsonObject nextPush(SocketClient browser) {
        return browser.next(frame -> type(frame).startsWith("job:"));
    }

    private static long readings() {
        return node.count("readings.reading");
    }

    private static long chunks(UUID job) {
        return node.count("bus.blob_chunk join bus.blob on id = blob where job = '%s'".formatted(job));
    }

    private static String type(JsonObject frame) {
        return frame.getJsonObject("body", new JsonObject()).getString("type", "");
    }

    private static JsonObject data(JsonObject frame) {
        return frame.getJsonObject("body").getJsonObject("data");
    }
}
