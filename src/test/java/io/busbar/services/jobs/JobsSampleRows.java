package io.busbar.services.jobs;

import io.busbar.testing.SampleRows;
import java.util.List;
import java.util.Map;

final class JobsSampleRows implements SampleRows {
    @Override
    public List<String> items() {
        return List.of("""
            insert into bus.job (type, owner, state, keep_for)
            select 'listed.idle', owner, '{}', '1 day' from {other}""");
    }

    @Override
    public Map<String, String> objects() {
        String job = """
            insert into bus.job (type, owner, state, keep_for) values ('test.idle', '{user}', '{}', '1 day') returning id""";
        return Map.of("/jobs/{id}", job, "/admin/jobs/{id}", job);
    }
}
