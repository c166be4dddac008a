import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

/**
 * Makes every professional available around the clock, creates the notification table of the Express server, and prints the IDs of the
 * professionals. Argument: database URI.
 */
public final class Prepare {
    private static final String OPEN = """
        with day as (select jsonb_object_agg(name, '[[0, 1440]]'::jsonb) as hours
                     from unnest(array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']) as name)
        insert into bookings.availability (professional, weekly, booking_window)
        select id, day.hours, 365 from users.account, day where listed
        on conflict (professional) do update
        set weekly = excluded.weekly, date_overrides = '{}', services = '{}', booking_window = 365, minimum_notice = 0, buffer_before = 0,
            buffer_after = 0
        returning professional""";

    private static final String NOTIFICATIONS = """
        create table bench.notification (
          id bigint generated always as identity primary key, account uuid not null, type text not null, title text not null,
          message text not null, read boolean not null default false, created_at timestamptz not null default now())""";

    private Prepare() {}

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        Pool pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(args[0]))
                .using(vertx)
                .build();
        pool.query("create schema bench").execute().await();
        pool.query(NOTIFICATIONS).execute().await();
        RowSet<Row> professionals = pool.query(OPEN).execute().await();
        // Without statistics the planner assumes that the tables are still empty.
        pool.query("vacuum analyze users.account, catalog.service, bookings.availability").execute().await();
        professionals.forEach(row -> System.out.println(row.getUUID("professional")));
        vertx.close().await();
    }
}
