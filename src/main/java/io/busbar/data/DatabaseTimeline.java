package io.busbar.data;

/**
 * Names the history of the database. A promoted standby and a restored backup begin another one, which may lack what was committed at the
 * end of the one before. A reader that continues from a position, such as a transaction ID, then has to begin again, because the same
 * position is another one there.
 */
public final class DatabaseTimeline {
    /** An SQL expression for the timeline as a text. Every role may use it. */
    public static final String EXPRESSION =
            "(select system_identifier from pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)";

    private DatabaseTimeline() {}
}
