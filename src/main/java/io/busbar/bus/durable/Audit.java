package io.busbar.bus.durable;

import io.busbar.bus.Caller;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row that says who did what. */
final class Audit {
    private static final String WRITE = """
        insert into bus.audit (request_id, actor_kind, actor, role, session, impersonator, ip, action, subjects, about_user)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""";

    private static final String NOTHING = "select";

    private static final String USER = "user:";

    private Audit() {}

    /**
     * Of a program that does nothing to anybody there is no row. Something is asked of the transaction even so: one in which a statement
     * failed and was swallowed fails here, where its COMMIT would roll back in silence.
     */
    static Future<RowSet<Row>> write(Transaction tx, Caller caller, String action, List<String> subjects) {
        if (subjects.isEmpty() && caller.who() instanceof Caller.Program) {
            return tx.query(NOTHING, Tuple.tuple());
        }
        Tuple who = switch (caller.who()) {
            case Caller.User user ->
                Tuple.of(
                        "user",
                        user.id().toString(),
                        user.role().wireName(),
                        user.session(),
                        user.impersonator() == null ? null : user.impersonator().toString());
            case Caller.Nobody nobody -> Tuple.of("nobody", null, null, null, null);
            case Caller.Program program -> Tuple.of("program", program.name(), null, null, null);
        };
        return tx.query(
                WRITE,
                Tuple.of(
                        caller.requestId(),
                        who.getValue(0),
                        who.getValue(1),
                        who.getValue(2),
                        who.getValue(3),
                        who.getValue(4),
                        caller.ip(),
                        action,
                        subjects.toArray(String[]::new),
                        aboutUser(subjects)));
    }

    /** The person among the subjects, the first if there are several. */
    private static @Nullable String aboutUser(List<String> subjects) {
        return subjects.stream()
                .filter(subject -> subject.startsWith(USER))
                .map(subject -> subject.substring(USER.length()))
                .findFirst()
                .orElse(null);
    }
}
