package io.busbar.testing;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Inserts rows into the tables that the lists of the API read, except for accounts and sessions. */
public final class ListedRows {
    /** The rows of {@code other} have an owner, another user's {@code id} and a number {@code n}. */
    private static final String[] STATEMENTS = {"""
        insert into catalog.service (title, description, category)
        select 'Listed ' || n, 'A service.', 'plumbing' from {other}""", """
        insert into reviews.review (booking, professional, reviewer, rating)
        select gen_random_uuid(), owner, id, 4 from {other}""", """
        insert into reviews.favorite (account, professional)
        select owner, id from {other}""", """
        insert into notifications.notification (account, number, source, type, severity, title, message)
        select owner, 1000 + n, gen_random_uuid(), 'announcement', 'info', 'A title', 'A message.' from {other}""", """
        insert into notifications.delivery_attempt (notification, account, channel, provider, number, result, ended_at)
        select notification.id, account, 'email', 'smtp', 1, 'sent', now()
        from notifications.notification where type = 'announcement'""", """
        insert into bookings.booking
          (status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start)
        select 'completed', case when n % 2 = 0 then owner else id end, case when n % 2 = 0 then id else owner end,
               gen_random_uuid(), 'Tap repair', at, at + '1 hour', tstzrange(at, at + '1 hour'), 'UTC', at at time zone 'UTC'
        from (select *, timestamptz '2026-01-01 09:00+00' + n / 2 * interval '1 day' as at from {other}) as visit""", """
        with event as (insert into bus.event (type, key, payload) select 'listed.event', 'key', '{}' from {other} returning id)
        insert into bus.dead_letter (id, subscriber, event_id, key, attempts, last_error)
        select row_number() over () + 1000000, 'listed.subscriber', id, 'key', 10, 'An error.' from event""", """
        insert into bus.audit (request_id, actor_type, actor, action, subjects, subject_user)
        select 'request', 'user', case when n % 3 < 2 then owner else id end, 'listed.action', '{}', case when n % 3 > 0 then owner end
        from {other}""", """
        insert into bus.job (type, owner, state, keep_for)
        select 'listed.idle', owner, '{}', '1 day' from {other}"""};

    private ListedRows() {}

    /**
     * Inserts the rows.
     *
     * @param owner  the user whose lists get them
     * @param others the users who review, are favorites, or book
     */
    public static void insert(TestNode node, UUID owner, List<UUID> others) {
        String ids = others.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
        insert(
                node,
                "select uuid '%s' as owner, id, n from unnest('%s'::uuid[]) with ordinality as u (id, n)"
                        .formatted(owner, ids));
    }

    /** Inserts this many rows into each table, of which the owner has one in a hundred. */
    public static void insertMany(TestNode node, UUID owner, int count) {
        insert(node, """
                select case when n %% 100 = 0 then uuid '%s' else gen_random_uuid() end as owner, gen_random_uuid() as id, n
                from generate_series(1, %d) as n""".formatted(owner, count));
    }

    private static void insert(TestNode node, String others) {
        for (String statement : STATEMENTS) {
            node.execute(statement.replace("{other}", "(" + others + ") as other"));
        }
    }
}
