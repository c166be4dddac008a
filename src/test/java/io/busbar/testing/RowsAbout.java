package io.busbar.testing;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the services have stored about somebody, as one text to compare. */
public final class RowsAbout {
    private RowsAbout() {}

    /** Every row of every service that mentions this person; not the kernel's, which remember what happened. */
    public static String person(TestNode node, UUID id) {
        List<String> tables = node.texts("""
            select format('%I.%I', table_schema, table_name) from information_schema.tables
            where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'bus', 'node', 'tokens')
              and table_name not like 'flyway%' order by 1""");
        return tables.stream()
                .map(table -> table + "\n"
                        + String.join(
                                "\n",
                                node.texts("select t::text from %s t where t::text like '%%%s%%' order by 1"
                                        .formatted(table, id))))
                .collect(Collectors.joining("\n"));
    }
}
