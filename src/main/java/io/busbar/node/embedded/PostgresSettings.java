package io.busbar.node.embedded;

/** The {@code postgresql.conf} of the embedded PostgreSQL. */
final class PostgresSettings {
    /** The password is a random key, which more iterations would not protect better: they would only delay each connection. */
    static final int SCRAM_ITERATIONS = 1;

    private PostgresSettings() {}

    /** Returns the text of the file. Settings that operators change with {@code alter system} are in another file and take precedence. */
    static String text(int port) {
        return """
                # Written by Busbar at each start. Use ALTER SYSTEM for your own settings.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                port = %d
                max_connections = 400
                shared_buffers = '128MB'
                scram_iterations = %d

                # Confirmed commits are on disk. WAL summaries allow incremental backups.
                fsync = on
                synchronous_commit = on
                max_wal_size = '1GB'
                summarize_wal = on

                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                default_text_search_config = 'pg_catalog.simple'

                # One log file for each day of the week, overwritten a week later.
                logging_collector = on
                log_directory = '../log'
                log_filename = 'postgresql-%%a.log'
                log_truncate_on_rotation = on
                log_line_prefix = '%%m [%%p] %%d '
                log_lock_waits = on
                """.formatted(port, SCRAM_ITERATIONS);
    }
}
