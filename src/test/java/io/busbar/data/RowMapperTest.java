package io.busbar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
class RowMapperTest {
    private static final UUID ID = UUID.fromString("0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11");

    private static Vertx vertx;
    private static Database database;

    record Price(long minorUnits, String currency) {}

    record Offer(
            UUID id,
            String title,
            @Nullable Price price,
            int seats,
            @Nullable Integer rating,
            boolean hidden) {}

    record AllTypes(
            UserRole role,
            BigDecimal rate,
            OffsetDateTime createdAt,
            Instant endsAt,
            LocalDate day,
            LocalTime opens,
            LocalDateTime localStart,
            ZoneId zone,
            JsonObject data,
            Buffer bytes,
            List<String> skills,
            List<UUID> partners,
            @Nullable UserRole formerRole,
            @Nullable ZoneId formerZone,
            @Nullable List<String> formerSkills) {}

    record Unreadable(UUID id, Thread thread) {}

    @BeforeAll
    static void connect() {
        vertx = Vertx.vertx();
        database = new Database(
                vertx, DatabaseAddress.parse(TestServers.freshDatabase()).options());
    }

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    @Test
    void columns_ofComponents_areTheirNamesInSnakeCase() {
        assertThat(RowMapper.of(Offer.class).columns())
                .isEqualTo("id, title, minor_units, currency, seats, rating, hidden");
        assertThat(RowMapper.of(Price.class).columns("new")).isEqualTo("new.minor_units, new.currency");
    }

    @Test
    void map_rowWithEveryType_readsEachComponent() {
        RowSet<Row> rows = query("""
            select 'professional', 45.50::numeric, timestamptz '2026-11-20 09:30+00', timestamptz '2026-11-20 10:30+00',
                   date '2026-11-20', time '09:30', timestamp '2026-11-20 10:30', 'Europe/Berlin', '{"a": 1}'::jsonb, '\\x0102'::bytea,
                   array['tiling', 'plumbing'], array[$1::uuid], null::text, null::text, null::text[]""", ID);

        assertThat(RowMapper.of(AllTypes.class).all(rows))
                .containsExactly(new AllTypes(
                        UserRole.PROFESSIONAL,
                        new BigDecimal("45.50"),
                        OffsetDateTime.parse("2026-11-20T09:30:00Z"),
                        Instant.parse("2026-11-20T10:30:00Z"),
                        LocalDate.of(2026, 11, 20),
                        LocalTime.of(9, 30),
                        LocalDateTime.of(2026, 11, 20, 10, 30),
                        ZoneId.of("Europe/Berlin"),
                        JsonObject.of("a", 1),
                        Buffer.buffer(new byte[] {1, 2}),
                        List.of("tiling", "plumbing"),
                        List.of(ID),
                        null,
                        null,
                        null));
    }

    @Test
    void map_nestedRecord_isReadFromItsColumnsOrNullWithoutTheFirst() {
        RowMapper<Offer> mapper = RowMapper.of(Offer.class);

        assertThat(mapper.first(query("select $1::uuid, 'Tap', 4550::bigint, 'EUR', 2, null::int, false, 'more'", ID)))
                .contains(new Offer(ID, "Tap", new Price(4550, "EUR"), 2, null, false));
        assertThat(mapper.first(query("select $1::uuid, 'Tap', null::bigint, null::text, 2, 5, true", ID)))
                .contains(new Offer(ID, "Tap", null, 2, 5, true));
    }

    @Test
    void select_otherExpressions_areReadInPlaceOfTheColumns() {
        RowMapper<Offer> mapper = RowMapper.of(Offer.class)
                .select("title", "upper(name)")
                .select("price.minorUnits", "cents")
                .select("hidden", "not listed");

        RowSet<Row> rows = query(
                ("select %s from (select $1::uuid as id, 'tap' as name, 4550::bigint as cents, 'EUR' as currency,"
                                + " 2 as seats, 5 as rating, true as listed) as offer")
                        .formatted(mapper.columns()),
                ID);

        assertThat(mapper.first(rows)).contains(new Offer(ID, "TAP", new Price(4550, "EUR"), 2, 5, false));
    }

    @Test
    void one_noRow_failsWithTheNameOfTheObject() {
        assertThatThrownBy(() -> RowMapper.of(Price.class).one(query("select 1 where $1::uuid is null", ID), "price"))
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.reason()).isEqualTo(DataException.Reason.ROW_NOT_FOUND))
                .hasMessage("There is no such price");
        assertThat(RowMapper.of(Price.class).one(query("select 45::bigint, 'EUR', $1::uuid", ID), "price"))
                .isEqualTo(new Price(45, "EUR"));
    }

    @Test
    void first_noRow_isEmpty() {
        assertThat(RowMapper.of(Price.class).first(query("select 1 where $1::uuid is null", ID)))
                .isEmpty();
    }

    @Test
    void map_primitiveWithoutValue_failsWithTheColumn() {
        Row row = query("select null::bigint as minor_units, 'EUR', $1::uuid", ID)
                .iterator()
                .next();

        assertThatThrownBy(() -> RowMapper.of(Price.class).map(row))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The column minor_units has no value");
    }

    @Test
    void of_componentOfOtherType_fails() {
        assertThatThrownBy(() -> RowMapper.of(Unreadable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Thread");
        assertThatThrownBy(() -> RowMapper.of(Price.class).select("amount", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no component amount in [minorUnits, currency]");
    }

    private static RowSet<Row> query(String sql, UUID id) {
        return database.query(sql, Tuple.of(id)).await();
    }
}
