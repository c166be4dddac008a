package io.busbar.services.auth;

import io.busbar.testing.SampleRows;
import java.util.List;
import java.util.Map;

final class AuthSampleRows implements SampleRows {
    @Override
    public List<String> variations() {
        return List.of("""
            insert into auth.session (account, method, device, expires_at, access_expires_at)
            select case when n % 100 = 0 then uuid '{owner}' else gen_random_uuid() end, 'password', 'A browser', now() + '1 day', now()
            from generate_series(1, {count}) as n""");
    }

    @Override
    public List<String> lists() {
        return List.of("/refresh-token?", "/refresh-token?userId={id}");
    }

    /** The user has signed in once. */
    @Override
    public Map<String, String> objects() {
        return Map.of("/refresh-token/{id}", "select id from auth.session where account = '{user}'");
    }
}
