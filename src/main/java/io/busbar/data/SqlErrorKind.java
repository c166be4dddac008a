package io.busbar.data;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;

/** The effect of a failed statement on its transaction. The SQLSTATE codes are those of appendix A of the PostgreSQL manual. */
public enum SqlErrorKind {
    /** The transaction conflicted with another one and was aborted; running it again can succeed. */
    CONCURRENCY_FAILURE,
    /** The connection was lost: the server stopped, or the network failed. */
    CONNECTION_LOST,
    /** The server lacks resources: connections, memory or disk space. */
    INSUFFICIENT_RESOURCES,
    /** A statement exceeded its time limit. */
    STATEMENT_TIMEOUT,
    /** A lock was not acquired in time. */
    LOCK_NOT_AVAILABLE,
    /** Any other error, including constraint violations; the caller handles it. */
    OTHER;

    private static final Set<String> CONCURRENCY_STATES = Set.of("40001", "40P01");

    /** Classifies a failed statement, or a failure to get a connection. */
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
            case "25P03" -> CONNECTION_LOST; // idle in transaction for too long: the server ends the session
            case "55P03" -> LOCK_NOT_AVAILABLE;
            default ->
                state.startsWith("08") || state.startsWith("57P")
                        ? CONNECTION_LOST
                        : state.startsWith("53") ? INSUFFICIENT_RESOURCES : OTHER;
        };
    }

    /** The Vert.x client has no exception types for these failures, so they are recognized by message. */
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
