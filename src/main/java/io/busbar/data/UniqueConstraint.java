package io.busbar.data;

import io.busbar.data.DataException.Reason;
import io.vertx.core.Future;
import java.util.Map;

/**
 * A unique constraint or index of a table, and what its violation means to a client: CONFLICT with the field in the details.
 *
 * <pre>{@code
 * UniqueConstraint TITLE = new UniqueConstraint("service_title_key", "title", "A service with this title already exists");
 * tx.query(INSERT, NEW.of(request)).recover(TITLE::report);
 * }</pre>
 *
 * @param name    the name in the database
 * @param field   the field of the request
 * @param message the message for the client
 */
public record UniqueConstraint(String name, String field, String message) {
    /** Reports a violation of this constraint as {@link #violation}. Any other cause stays as it is. */
    public <T> Future<T> report(Throwable cause) {
        return ConstraintViolation.<T>reportedAs(name, this::violation).apply(cause);
    }

    /** Returns what a violation means, for a statement that finds out by itself. */
    public DataException violation() {
        return new DataException(Reason.UNIQUE_VIOLATION, message, Map.of("field", field));
    }
}
