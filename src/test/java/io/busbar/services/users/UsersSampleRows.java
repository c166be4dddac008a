package io.busbar.services.users;

import io.busbar.testing.SampleRows;
import java.util.List;
import java.util.Map;

/** The accounts are those of the tests; there are many more where plans are checked. */
final class UsersSampleRows implements SampleRows {
    /** An export that is ready. */
    private static final String EXPORT = """
        with blob as (insert into bus.blob (size, sha256, retained) values (18, '', true) returning id),
        chunk as (insert into bus.blob_chunk (blob, chunk_index, bytes) select id, 0, '"For nobody else."' from blob)
        insert into bus.job (type, owner, status, state, keep_for, finished_at, expires_at, upload)
        select 'users.export', '{user}', 'succeeded', '{}', '1 day', now(), now() + interval '1 day',
          jsonb_build_object('blob', id, 'name', 'export.json', 'mediaType', 'application/json', 'size', 18, 'sha256', '')
        from blob returning id""";

    @Override
    public List<String> items() {
        return List.of("""
            insert into bus.audit (request_id, actor_type, actor, action, subjects, subject_user)
            select 'request', 'user', case when n % 3 < 2 then owner else id end, 'listed.action', '{}', case when n % 3 > 0 then owner end
            from {other}""");
    }

    @Override
    public List<String> variations() {
        return List.of("""
            insert into users.account (id, username, email, role, status, hourly_rate, currency, currency_digits, rating_sum, rating_count, category)
            select gen_random_uuid(), 'many' || n, 'many' || n || '@example.com',
                   case when n % 3 = 0 then 'professional' else 'customer' end, case when n % 7 = 0 then 'suspended' else 'active' end,
                   n * 10, 'EUR', 2, 10 + n % 41, 10, 'category-' || n % 50
            from generate_series(1, {count}) as n""");
    }

    @Override
    public List<String> lists() {
        return List.of(
                "/users/list?",
                "/users/list?sort=oldest",
                "/users/list?sort=username",
                "/users/list?sort=email",
                "/users/list?role=customer",
                "/users/list?role=customer&status=active",
                "/_/users?",
                "/_/users?sort=price",
                "/_/users?sort=-price",
                "/_/users?sort=newest",
                "/_/users?sort=name",
                "/_/users?category=category-1",
                "/_/users?search=many1",
                "/_/users?maxPrice=3",
                "/_/users?minRating=4",
                "/users/{id}/activity?");
    }

    @Override
    public Map<String, String> objects() {
        return Map.of(
                "/user/{id}",
                "select '{user}'",
                "/users/{id}",
                "select '{user}'",
                "/_/users/{id}",
                "select '{user}'",
                "/exports/{id}",
                EXPORT);
    }
}
