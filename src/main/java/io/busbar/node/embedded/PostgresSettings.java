package io.busbar.node.embedded;

/** What the embedded PostgreSQL is told in its {@code postgresql.conf}. */
final class PostgresSettings {
    private PostgresSettings() {}

    /** An operator's {@code alter system} goes over this, as it stands in another file. */
    static String text(int port) {
        return """
                # Written by Busbar at each start. For settings of your own use ALTER SYSTEM.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                port = %d
                max_connections = 200
                shared_buffers = '128MB'

                # What was confirmed is on the disk. Summaries of the log make incremental backups possible.
                fsync = on
                synchronous_commit = on
                max_wal_size = '1GB'
                summarize_wal = on

                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                default_text_search_config = 'pg_catalog.simple'

                # One file for each day of the week, begun anew when the day comes again.
                logging_collector = on
                log_directory = '../log'
                log_filename = 'postgresql-%%a.log'
                log_truncate_on_rotation = on
                log_line_prefix = '%%m [%%p] %%d '
                log_lock_waits = on
                """.formatted(port);
    }
}
