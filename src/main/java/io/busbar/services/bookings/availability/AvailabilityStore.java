package io.busbar.services.bookings.availability;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.services.bookings.availability.BusyTimes.BusyPeriod;
import io.busbar.services.bookings.availability.Schedule.BookingRules;
import io.busbar.services.bookings.availability.Schedule.OverrideHours;
import io.busbar.services.bookings.availability.Schedule.ServiceTerms;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores professionals' schedules and reads their busy times. */
public final class AvailabilityStore {
    private static final String COLUMNS = """
        weekly, date_overrides, services, buffer_before, buffer_after, minimum_notice, booking_window, slot_interval""";

    private static final String READ =
            "select %s from bookings.availability where professional = $1".formatted(COLUMNS);

    /** The defaults of an inserted row are those of {@link BookingRules#DEFAULT}. */
    private static final String UPSERT = """
        insert into bookings.availability as a (professional, %1$s)
        values ($1, coalesce($2::jsonb, '{}'), coalesce($3::jsonb, '{}'), coalesce($4::jsonb, '{}'),
                coalesce($5::int, 0), coalesce($6::int, 0), coalesce($7::int, 0), coalesce($8::int, 90), coalesce($9::int, 30))
        on conflict (professional) do update
        set weekly = coalesce($2::jsonb, a.weekly), date_overrides = coalesce($3::jsonb, a.date_overrides),
            services = coalesce($4::jsonb, a.services), buffer_before = coalesce($5::int, a.buffer_before),
            buffer_after = coalesce($6::int, a.buffer_after), minimum_notice = coalesce($7::int, a.minimum_notice),
            booking_window = coalesce($8::int, a.booking_window), slot_interval = coalesce($9::int, a.slot_interval),
            updated_at = now()
        returning %1$s""".formatted(COLUMNS);

    private static final RowMapper<BusyPeriod> BUSY = RowMapper.of(BusyPeriod.class)
            .select("start", "starts_at")
            .select("end", "ends_at")
            .select("blockedFrom", "lower(blocked)")
            .select("blockedTo", "upper(blocked)")
            .select("isHold", "status = 'held'");

    /** Needs no limit, because busy times never overlap. */
    private static final String LIST_BUSY = """
        select %s from bookings.booking
        where professional = $1 and blocked && tstzrange($2, $3) and status in ('held', 'pending', 'confirmed')
          and (status <> 'held' or expires_at > now()) and id is distinct from $4""".formatted(BUSY.columns());

    private static final String INSERT_MISSING = """
        insert into bookings.availability (professional, weekly, services)
        select professional, weekly, services
        from jsonb_to_recordset($1) as initial (professional uuid, weekly jsonb, services jsonb)
        on conflict do nothing
        returning professional""";

    private static final String DELETE = "delete from bookings.availability where professional = $1";

    /** The fields to change; null leaves a field as it is. */
    record ScheduleChange(
            @Nullable Map<DayOfWeek, List<MinuteOfDayRange>> weekly,
            @Nullable Map<LocalDate, OverrideHours> dateOverrides,
            @Nullable Map<UUID, ServiceTerms> services,
            @Nullable Integer bufferBeforeMinutes,
            @Nullable Integer bufferAfterMinutes,
            @Nullable Integer minimumNoticeMinutes,
            @Nullable Integer bookingWindowDays,
            @Nullable Integer slotIntervalMinutes) {
        static ScheduleChange of(
                @Nullable Map<DayOfWeek, List<MinuteOfDayRange>> weekly, @Nullable Map<UUID, ServiceTerms> services) {
            return new ScheduleChange(weekly, null, services, null, null, null, null, null);
        }
    }

    private final Database database;

    public AvailabilityStore(Database database) {
        this.database = database;
    }

    Future<Schedule> read(UUID professional) {
        return database.query(READ, Tuple.of(professional)).map(AvailabilityStore::schedule);
    }

    Future<Schedule> upsert(Tx tx, UUID professional, ScheduleChange change) {
        Tuple values = Tuple.of(
                professional,
                change.weekly() == null ? null : ScheduleJson.weeklyToJson(change.weekly()),
                change.dateOverrides() == null ? null : ScheduleJson.dateOverridesToJson(change.dateOverrides()),
                change.services() == null ? null : ScheduleJson.servicesToJson(change.services()));
        values.addValue(change.bufferBeforeMinutes());
        values.addValue(change.bufferAfterMinutes());
        values.addValue(change.minimumNoticeMinutes());
        values.addValue(change.bookingWindowDays());
        values.addValue(change.slotIntervalMinutes());
        return tx.query(UPSERT, values).map(AvailabilityStore::schedule);
    }

    /** Inserts the schedules of professionals that have none. Returns the number of inserted schedules. */
    Future<Integer> insertMissing(Tx tx, Map<UUID, ScheduleChange> changes) {
        JsonArray rows = new JsonArray();
        changes.forEach((professional, change) -> rows.add(new JsonObject()
                .put("professional", professional.toString())
                .put("weekly", change.weekly() == null ? null : ScheduleJson.weeklyToJson(change.weekly()))
                .put("services", change.services() == null ? null : ScheduleJson.servicesToJson(change.services()))));
        return tx.query(INSERT_MISSING, Tuple.of(rows)).map(RowSet::size);
    }

    /** Returns the busy times between two instants, without those of the excluded booking or hold. */
    Future<BusyTimes> listBusy(UUID professional, Instant from, Instant to, @Nullable UUID excludedBooking) {
        Tuple values =
                Tuple.of(professional, from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC), excludedBooking);
        return database.query(LIST_BUSY, values).map(rows -> new BusyTimes(BUSY.all(rows)));
    }

    public Future<Void> delete(Tx tx, UUID professional) {
        return tx.query(DELETE, Tuple.of(professional)).mapEmpty();
    }

    private static Schedule schedule(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Schedule.EMPTY;
        }
        Row row = rows.iterator().next();
        return new Schedule(
                ScheduleJson.weeklyFromJson(row.getJsonObject("weekly")),
                ScheduleJson.dateOverridesFromJson(row.getJsonObject("date_overrides")),
                ScheduleJson.servicesFromJson(row.getJsonObject("services")),
                new BookingRules(
                        row.getInteger("buffer_before"),
                        row.getInteger("buffer_after"),
                        row.getInteger("minimum_notice"),
                        row.getInteger("booking_window"),
                        row.getInteger("slot_interval")));
    }
}
