package io.busbar.data;

/** The database holds migrations that differ from those of this build, so this build must not change it. */
public final class IncompatibleDatabaseException extends RuntimeException {
    /**
     * Creates the exception for a migration that differs.
     *
     * @param script its file name in the database
     */
    IncompatibleDatabaseException(String schema, String script) {
        super("Migration " + script + " of schema " + schema + " was applied by an incompatible build");
    }
}
