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

    /** A character that takes four bytes in UTF-8. */
    private static final String FOUR_BYTES = "\uD83D\uDE00";

    private static final List<String> MAX_TEXTS = List.of(
            "update catalog.service set description = repeat('{c}', 2000), icon = repeat('{c}', 200)",
            "update reviews.review set comment = repeat('{c}', 2000)",
            "update notifications.notification set title = repeat('{c}', 120), message = repeat('{c}', 2000)",
            "update notifications.delivery_attempt set error = repeat('{c}', 500)",
            """
            update bookings.booking set title = repeat('{c}', 80), address = repeat('{c}', 500), notes = repeat('{c}', 2000),
                reason = repeat('{c}', 500), review = repeat('{c}', 2000), rating = 5""",
            "update bus.dead_letter set last_error = repeat('{c}', 500)");

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

    /** Inserts this many rows of the owner into each table, and as many accounts, with texts as long as the tables allow. */
    public static void insertLongest(TestNode node, UUID owner, int count) {
        node.execute("""
            insert into users.account (id, username, email, role, status, full_name, bio, status_reason, skills)
            select gen_random_uuid(), 'long' || n, 'long' || n || '@example.com', 'professional', 'active', repeat('{c}', 100), repeat('{c}', 2000),
                   repeat('{c}', 500), array_fill(repeat('{c}', 60), array[50])
            from generate_series(1, {count}) as n""".replace("{count}", Integer.toString(count)).replace("{c}", FOUR_BYTES));
        node.execute("""
            insert into auth.session (account, method, device, expires_at, access_expires_at)
            select gen_random_uuid(), 'password', repeat('{c}', 60), now() + interval '1 day', now()
            from generate_series(1, {count})""".replace("{count}", Integer.toString(count)).replace("{c}", FOUR_BYTES));
        insert(
                node,
                "select uuid '%s' as owner, id, row_number() over () as n from users.account where username like 'long%%'"
                        .formatted(owner));
        MAX_TEXTS.forEach(statement -> node.execute(statement.replace("{c}", FOUR_BYTES)));
    }

    private static void insert(TestNode node, String others) {
        for (String statement : STATEMENTS) {
            node.execute(statement.replace("{other}", "(" + others + ") as other"));
        }
    }
}
