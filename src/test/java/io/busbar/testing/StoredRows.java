package io.busbar.testing;

import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The rows that services store about a user, as one text for comparison. Of the kernel's tables, which record what
 * happened, it includes the jobs only.
 */
public final class StoredRows {
    private final TestNode node;
    private final String query;

    public StoredRows(TestNode node) {
        this.node = node;
        query = node.strings("""
                    select format('%I.%I', table_schema, table_name) from information_schema.tables
                    where table_type = 'BASE TABLE' and table_name not like 'flyway%'
                      and (table_schema not in ('pg_catalog', 'information_schema', 'bus', 'node', 'tokens')
                        or (table_schema, table_name) = ('bus', 'job'))""").stream()
                .map("select '%1$s ' || t::text from %1$s t where t::text like '%%ID%%'"::formatted)
                .collect(Collectors.joining(" union all ", "", " order by 1"));
    }

    /** Returns every row of every service that contains the user's ID. */
    public String mentioning(UUID id) {
        return String.join("\n", node.strings(query.replace("ID", id.toString())));
    }
}
