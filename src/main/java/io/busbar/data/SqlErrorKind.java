package io.busbar.data;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;

/** What a failed statement means for the transaction around it. SQLSTATEs are those of PostgreSQL's appendix A. */
public enum SqlErrorKind {
    /** Two transactions stood in each other's way and this one gave in; running it again can succeed. */
    COLLISION,
    /** The connection is gone: the server stopped, or the network. */
    LOST,
    /** The server has no room: connections, memory, disk. */
    EXHAUSTED,
    /** A statement ran into its time limit. */
    SLOW,
    /** A lock was not to be had in time. */
    LOCKED,
    /** Anything else, constraints among it: the work's own business. */
    OTHER;

    private static final Set<String> COLLISIONS = Set.of("40001", "40P01");

    /** What a failed statement, or the failure to get a connection, means. */
    public static SqlErrorKind of(Throwable cause) {
        if (cause instanceof PgException postgres) {
            return of(postgres.getSqlState());
        }
        boolean lost = cause instanceof ClosedConnectionException
                || cause instanceof IOException
                || (cause instanceof VertxException
                        && says(cause, "Connection is not active", "Pending requests failed"));
        return lost ? LOST : OTHER;
    }

    private static SqlErrorKind of(String state) {
        if (COLLISIONS.contains(state)) {
            return COLLISION;
        }
        return switch (state) {
            case "57014" -> SLOW;
            case "25P03" -> LOST;
            case "55P03" -> LOCKED;
            default ->
                state.startsWith("08") || state.startsWith("57P") ? LOST : state.startsWith("53") ? EXHAUSTED : OTHER;
        };
    }

    /** The client has no type for these. */
    private static boolean says(Throwable cause, String... beginnings) {
        String message = cause.getMessage();
        for (String beginning : beginnings) {
            if (message != null && message.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
