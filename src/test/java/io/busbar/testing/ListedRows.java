package io.busbar.testing;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Inserts the items of every list, as each service's {@link SampleRows} say, except for accounts and sessions. */
public final class ListedRows {
    /** A character that takes four bytes in UTF-8. */
    private static final String FOUR_BYTES = "\uD83D\uDE00";

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

    /** Inserts this many rows into each table, of which the owner has one in a hundred, and varies them. */
    public static void insertMany(TestNode node, UUID owner, int count) {
        insert(node, """
                select case when n %% 100 = 0 then uuid '%s' else gen_random_uuid() end as owner, gen_random_uuid() as id, n
                from generate_series(1, %d) as n""".formatted(owner, count));
        SampleRows.all()
                .forEach(rows -> rows.variations()
                        .forEach(statement -> node.execute(statement
                                .replace("{owner}", owner.toString())
                                .replace("{count}", Integer.toString(count)))));
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
        SampleRows.all()
                .forEach(rows ->
                        rows.longestTexts().forEach(statement -> node.execute(statement.replace("{c}", FOUR_BYTES))));
    }

    private static void insert(TestNode node, String others) {
        SampleRows.all()
                .forEach(rows -> rows.items()
                        .forEach(statement -> node.execute(statement.replace("{other}", "(" + others + ") as other"))));
    }
}
