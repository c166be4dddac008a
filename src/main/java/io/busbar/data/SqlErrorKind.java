package io.busbar.data;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;

/** What a failed statement means for the transaction around it. SQLSTATEs are those of PostgreSQL's appendix A. */
public enum SqlErrorKind {
    /** Two transactions stood in each other's way and this one gave in; running it again can succeed. */
    CONCURRENCY_FAILURE,
    /** The connection is gone: the server stopped, or the network. */
    CONNECTION_LOST,
    /** The server has no room: connections, memory, disk. */
    INSUFFICIENT_RESOURCES,
    /** A statement ran into its time limit. */
    STATEMENT_TIMEOUT,
    /** A lock was not to be had in time. */
    LOCK_NOT_AVAILABLE,
    /** Anything else, constraints among it: the work's own business. */
    OTHER;

    private static final Set<String> CONCURRENCY_STATES = Set.of("40001", "40P01");

    /** What a failed statement, or the failure to get a connection, means. */
    public static SqlErrorKind of(Throwable cause) {
        if (cause instanceof PgException postgres) {
            return of(postgres.getSqlState());
        }
        boolean connectionLost = cause instanceof ClosedConnectionException
                || cause instanceof IOException
                || (cause instanceof VertxException
                        && messageStartsWith(cause, "Connection is not active", "Pending requests failed"));
        return connectionLost ? CONNECTION_LOST : OTHER;
    }

    private static SqlErrorKind of(String state) {
        if (CONCURRENCY_STATES.contains(state)) {
            return CONCURRENCY_FAILURE;
        }
        return switch (state) {
            case "57014" -> STATEMENT_TIMEOUT;
            case "25P03" -> CONNECTION_LOST;
            case "55P03" -> LOCK_NOT_AVAILABLE;
            default ->
                state.startsWith("08") || state.startsWith("57P")
                        ? CONNECTION_LOST
                        : state.startsWith("53") ? INSUFFICIENT_RESOURCES : OTHER;
        };
    }

    /** The client has no type for these. */
    private static boolean messageStartsWith(Throwable cause, String... prefixes) {
        String message = cause.getMessage();
        for (String prefix : prefixes) {
            if (message != null && message.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
