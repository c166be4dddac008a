package io.busbar.services.bookings;

import io.busbar.testing.SampleRows;
import java.util.List;
import java.util.Map;

final class BookingsSampleRows implements SampleRows {
    @Override
    public List<String> items() {
        return List.of("""
            insert into bookings.booking
              (status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start)
            select 'completed', case when n % 2 = 0 then owner else id end, case when n % 2 = 0 then id else owner end,
                   gen_random_uuid(), 'Tap repair', at, at + '1 hour', tstzrange(at, at + '1 hour'), 'UTC', at at time zone 'UTC'
            from (select *, timestamptz '2026-01-01 09:00+00' + n / 2 * interval '1 day' as at from {other}) as visit""");
    }

    @Override
    public List<String> longestTexts() {
        return List.of("""
            update bookings.booking set title = repeat('{c}', 80), address = repeat('{c}', 500), notes = repeat('{c}', 2000),
                reason = repeat('{c}', 500), review = repeat('{c}', 2000), rating = 5""");
    }

    @Override
    public List<String> ownLists() {
        return List.of(
                "/booking?",
                "/booking?role=customer",
                "/booking?role=professional&status=completed",
                "/booking?from=2026-01-01&to=2026-02-01");
    }

    @Override
    public Map<String, String> objects() {
        return Map.of(
                "/booking/{id}",
                booking("completed", "gen_random_uuid()", "null"),
                "/holds/{id}",
                """
                with held_service as (
                  insert into catalog.service (title, description, category) values ('Held by {user}', 'A service.', 'plumbing') returning id)
                """ + booking("held", "(select id from held_service)", "now() + interval '1 day'"),
                "/availability/{id}",
                "select '{user}'",
                // The token is the permission: without it, one can only guess.
                "/calendar/feed/{token}",
                "select 'a-guess'");
    }

    private static String booking(String status, String service, String expiresAt) {
        return """
            insert into bookings.booking
              (status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start, expires_at)
            select '%s', gen_random_uuid(), '{user}', %s, 'Tap repair', at, at + '1 hour',
                   tstzrange(at, at + '1 hour'), 'UTC', at at time zone 'UTC', %s
            from (select timestamptz '2026-01-01 09:00+00' as at)
            returning id""".formatted(status, service, expiresAt);
    }
}
