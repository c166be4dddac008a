package io.busbar.bus.outbox;

import io.busbar.bus.RequestContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the audit row of a change. */
public final class AuditWriter {
    private static final String INSERT = """
        insert into bus.audit (request_id, actor_type, actor, role, session, impersonator, ip, action, subjects, subject_user)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""";

    private static final String NO_OP = "select";

    private static final String USER_PREFIX = "user:";

    private AuditWriter() {}

    /**
     * Writes the audit row. A change by the system without subjects gets none; an empty statement runs in its place. It fails if the work
     * has ignored a failed statement: without it, the COMMIT would silently become a rollback.
     */
    public static Future<RowSet<Row>> write(
            Transaction tx, RequestContext requestContext, String action, List<String> subjects) {
        if (subjects.isEmpty() && requestContext.principal() instanceof RequestContext.SystemPrincipal) {
            return tx.query(NO_OP, Tuple.tuple());
        }
        Tuple actor = switch (requestContext.principal()) {
            case RequestContext.UserPrincipal user ->
                Tuple.of(
                        "user",
                        user.id().toString(),
                        user.role().name(),
                        user.session(),
                        user.impersonator() == null ? null : user.impersonator().toString());
            case RequestContext.AnonymousPrincipal anonymous -> Tuple.of("anonymous", null, null, null, null);
            case RequestContext.SystemPrincipal systemPrincipal ->
                Tuple.of("system", systemPrincipal.name(), null, null, null);
        };
        return tx.query(
                INSERT,
                Tuple.of(
                        requestContext.requestId(),
                        actor.getValue(0),
                        actor.getValue(1),
                        actor.getValue(2),
                        actor.getValue(3),
                        actor.getValue(4),
                        requestContext.ip(),
                        action,
                        subjects.toArray(String[]::new),
                        subjectUser(subjects)));
    }

    /** Returns the ID of the first user among the subjects. */
    private static @Nullable String subjectUser(List<String> subjects) {
        return subjects.stream()
                .filter(subject -> subject.startsWith(USER_PREFIX))
                .map(subject -> subject.substring(USER_PREFIX.length()))
                .findFirst()
                .orElse(null);
    }
}
