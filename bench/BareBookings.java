import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The booking routes of {@link BareServer}, with the statements of the Express server. They give none of Busbar's guarantees. */
final class BareBookings {
    private static final String COLUMNS = """
        id, status, professional, customer, service, title, starts_at, ends_at, zone, price, currency, currency_digits, address, notes,
        reason, expires_at, changed_by, late, no_show, created_at, updated_at""";
    private static final String READ = """
        select %s from bookings.booking where id = $1 and (customer = $2 or professional = $2) and status <> 'held'""".formatted(COLUMNS);
    private static final String LIST = """
        select * from (
          (select %1$s from bookings.booking where customer = $1 and status <> 'held' order by starts_at desc, id desc limit 50)
          union all
          (select %1$s from bookings.booking where professional = $1 and status <> 'held' order by starts_at desc, id desc limit 50)) as own
        order by starts_at desc, id desc limit 50""".formatted(COLUMNS);
    private static final String PROFESSIONAL = """
        select coalesce(a.timezone, 'UTC') as zone, a.hourly_rate, a.currency, a.currency_digits, h.weekly
        from users.account a join bookings.availability h on h.professional = a.id
        where a.id = $1 and a.role = 'professional' and a.status = 'active'""";
    private static final String SERVICE =
            "select id, title from catalog.service where id::text = $1 or lower(title) = lower($1) limit 1";
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('bookings/' || $1::text, 4))";
    private static final String INSERT = """
        insert into bookings.booking (professional, blocked, status, customer, service, title, starts_at, ends_at, zone, local_start,
          price, currency, currency_digits, address, notes, expires_at, changed_by, changed_by_user)
        select $1, tstzrange(t.at, t.at + interval '1 hour'), 'pending', $2, $3, $4, t.at, t.at + interval '1 hour', $5, $6::timestamp,
               $7, $8, $9, $10, $11, now() + interval '24 hours', 'customer', $2
        from (select $6::timestamp at time zone $5 as at) t
        on conflict do nothing
        returning %s""".formatted(COLUMNS);

    private final SqlClient reads;
    private final Pool writes;

    BareBookings(SqlClient reads, Pool writes) {
        this.reads = reads;
        this.writes = writes;
    }

    Future<JsonArray> list(UUID user) {
        return reads.preparedQuery(LIST).execute(Tuple.of(user)).map(rows -> {
            JsonArray all = new JsonArray();
            rows.forEach(row -> all.add(booking(row)));
            return all;
        });
    }

    Future<Optional<JsonObject>> read(UUID id, UUID user) {
        return reads.preparedQuery(READ)
                .execute(Tuple.of(id, user))
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(booking(rows.iterator().next())));
    }

    /** Creates a booking. Returns empty if the professional or service does not exist or the time is not available. */
    Future<Optional<JsonObject>> create(JsonObject body, UUID customer) {
        UUID professional = UUID.fromString(body.getString("professionalId"));
        LocalDate date = LocalDate.parse(body.getString("date"));
        LocalTime time = LocalTime.parse(body.getString("time"));
        var professionals = reads.preparedQuery(PROFESSIONAL).execute(Tuple.of(professional));
        var services = reads.preparedQuery(SERVICE).execute(Tuple.of(body.getString("service")));
        return Future.all(professionals, services).compose(found -> {
            if (professionals.result().size() == 0 || services.result().size() == 0) {
                return Future.succeededFuture(Optional.empty());
            }
            Row owner = professionals.result().iterator().next();
            Row service = services.result().iterator().next();
            if (!isOpen(owner.getJsonObject("weekly"), date, time)) {
                return Future.succeededFuture(Optional.empty());
            }
            Tuple values = Tuple.of(
                    professional,
                    customer,
                    service.getUUID("id"),
                    service.getString("title"),
                    owner.getString("zone"),
                    date.atTime(time));
            values.addValue(owner.getLong("hourly_rate"))
                    .addValue(owner.getString("currency"))
                    .addValue(owner.getShort("currency_digits"))
                    .addValue(body.getString("address"))
                    .addValue(body.getString("notes"));
            return writes.withTransaction(tx -> insert(tx, professional, values));
        });
    }

    private static Future<Optional<JsonObject>> insert(SqlConnection tx, UUID professional, Tuple values) {
        Future<?> locked = tx.preparedQuery(LOCK).execute(Tuple.of(professional.toString()));
        return Future.all(locked, tx.preparedQuery(INSERT).execute(values)).map(done -> {
            var rows = done.<io.vertx.sqlclient.RowSet<Row>>resultAt(1);
            return rows.size() == 0 ? Optional.empty() : Optional.of(booking(rows.iterator().next()));
        });
    }

    private static boolean isOpen(JsonObject weekly, LocalDate date, LocalTime time) {
        int from = time.getHour() * 60 + time.getMinute();
        JsonArray ranges = weekly.getJsonArray(date.getDayOfWeek().name().toLowerCase(java.util.Locale.ROOT), new JsonArray());
        for (int i = 0; i < ranges.size(); i++) {
            List<?> range = ranges.getJsonArray(i).getList();
            if (from >= (int) range.get(0) && from + 60 <= (int) range.get(1)) {
                return true;
            }
        }
        return false;
    }

    private static JsonObject booking(Row row) {
        OffsetDateTime start = row.getOffsetDateTime("starts_at");
        OffsetDateTime end = row.getOffsetDateTime("ends_at");
        ZoneId zone = ZoneId.of(row.getString("zone"));
        OffsetDateTime local = start.atZoneSameInstant(zone).toOffsetDateTime();
        Long price = row.getLong("price");
        JsonObject booking = new JsonObject()
                .put("id", row.getUUID("id").toString())
                .put("status", row.getString("status"))
                .put("professionalId", row.getUUID("professional").toString())
                .put("customerId", row.getUUID("customer").toString())
                .put("serviceId", row.getUUID("service").toString())
                .put("service", row.getString("title"))
                .put("date", local.toLocalDate().toString())
                .put("time", local.toLocalTime().toString())
                .put("timeZone", zone.getId())
                .put("start", start.toString())
                .put("end", end.toString())
                .put("startLocal", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local))
                .put("endLocal", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(end.atZoneSameInstant(zone)))
                .put("duration", Duration.between(start, end).toMinutes())
                .put("late", row.getBoolean("late"))
                .put("createdAt", row.getOffsetDateTime("created_at").toString())
                .put("updatedAt", row.getOffsetDateTime("updated_at").toString());
        if (price != null) {
            booking.put("price", BigDecimal.valueOf(price, row.getShort("currency_digits")));
            booking.put("currency", row.getString("currency"));
        }
        for (String column : List.of("address", "notes", "reason")) {
            if (row.getString(column) != null) {
                booking.put(column, row.getString(column));
            }
        }
        if (row.getString("changed_by") != null) {
            booking.put("changedBy", row.getString("changed_by"));
        }
        if (row.getOffsetDateTime("expires_at") != null) {
            booking.put("answerBy", row.getOffsetDateTime("expires_at").toString());
        }
        return booking;
    }
}
