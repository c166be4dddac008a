package io.busbar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@UsesServers
class RowValuesTest {
    private static final UUID ID = UUID.fromString("0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11");

    private static Vertx vertx;
    private static Database database;

    record Offer(
            UUID id,
            @Nullable String title,
            @Nullable Integer seats,
            @Nullable Long views,
            @Nullable Boolean hidden,
            @Nullable UserRole role,
            @Nullable BigDecimal rate,
            @Nullable OffsetDateTime createdAt,
            @Nullable Instant endsAt,
            @Nullable LocalDate day,
            @Nullable LocalTime opens,
            @Nullable LocalDateTime localStart,
            @Nullable ZoneId zone,
            @Nullable JsonObject data,
            @Nullable List<String> skills,
            @Nullable List<UUID> partners) {
        static Offer titled(String title) {
            return new Offer(
                    ID, title, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        }
    }

    record Pair(UUID id, String title, @Nullable UserRole role) {}

    record Unwritable(UUID id, Thread thread) {}

    private static final Offer COMPLETE = new Offer(
            ID,
            "Tap",
            2,
            3L,
            true,
            UserRole.PROFESSIONAL,
            new BigDecimal("45.50"),
            OffsetDateTime.parse("2026-11-20T09:30:00Z"),
            Instant.parse("2026-11-20T10:30:00Z"),
            LocalDate.of(2026, 11, 20),
            LocalTime.of(9, 30),
            LocalDateTime.of(2026, 11, 20, 10, 30),
            ZoneId.of("Europe/Berlin"),
            JsonObject.of("a", 1),
            List.of("tiling", "plumbing"),
            List.of(ID));

    private static final RowValues<Offer> VALUES = RowValues.of(Offer.class);
    private static final RowMapper<Offer> OFFER = RowMapper.of(Offer.class);

    @BeforeAll
    static void createTable() {
        vertx = Vertx.vertx();
        database = new Database(
                vertx, DatabaseAddress.parse(TestServers.freshDatabase()).options());
        query("""
            create table public.offer (
              id uuid, title text, seats int, views bigint, hidden boolean, role text, rate numeric, created_at timestamptz, ends_at timestamptz,
              day date, opens time, local_start timestamp, zone text, data jsonb, skills text[], partners uuid[])""", Tuple.tuple());
    }

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    @Test
    void of_recordWithEveryType_isReadBackAsItWasWritten() {
        RowSet<Row> rows = query(
                "insert into public.offer (%s) values (%s) returning %s"
                        .formatted(VALUES.columns(), VALUES.parameters(), OFFER.columns()),
                VALUES.of(COMPLETE));

        assertThat(OFFER.all(rows)).containsExactly(COMPLETE);
    }

    @Test
    void changes_componentsWithoutValue_stayAsTheyAre() {
        query(
                "insert into public.offer (%s) values (%s)".formatted(VALUES.columns(), VALUES.parameters()),
                VALUES.of(COMPLETE));

        RowSet<Row> rows = query(
                "update public.offer set %s where id = $1 returning %s".formatted(VALUES.changes(), OFFER.columns()),
                VALUES.of(Offer.titled("Roof")));

        assertThat(OFFER.all(rows)).isNotEmpty().allSatisfy(offer -> {
            assertThat(offer.title()).isEqualTo("Roof");
            assertThat(offer.skills()).containsExactly("tiling", "plumbing");
            assertThat(offer.role()).isEqualTo(UserRole.PROFESSIONAL);
        });
    }

    @Test
    void unnest_severalRecords_isOneRowForEach() {
        RowValues<Pair> values = RowValues.of(Pair.class);
        List<Pair> pairs = List.of(new Pair(ID, "Tap", UserRole.ADMIN), new Pair(ID, "Roof", null));

        RowSet<Row> rows = query("select * from " + values.unnest(), values.of(pairs));

        assertThat(RowMapper.of(Pair.class).all(rows)).isEqualTo(pairs);
    }

    @Test
    void of_componentOfOtherType_fails() {
        assertThatThrownBy(() -> RowValues.of(Unwritable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A column can't be written from java.lang.Thread");
    }

    private static RowSet<Row> query(String sql, Tuple values) {
        return database.query(sql, values).await();
    }
}
