package io.busbar.bus.runtime.engine;

import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.VersionedOperationSet;
import io.busbar.data.Database;
import io.busbar.data.DatabaseTimeline;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The stored operation sets. Every change first takes the next revision, whose row it locks, so changes commit one after the other. */
final class OperationSetStore {
    /** Returns one row without a set if there is none or nothing has changed. On another timeline everything has. */
    private static final String SELECT_SINCE = """
        select r.revision, database.timeline, s.name, s.service, s.version,
          case when s.version > $1 or database.timeline <> $2::text then s.declaration::text end as declaration
        from (select %s as timeline) as database cross join bus.operation_revision as r
          left join bus.operation_set as s on r.revision > $1 or database.timeline <> $2::text
        order by s.name""".formatted(DatabaseTimeline.EXPRESSION);

    private static final String SELECT_SET =
            "select name, service, version, declaration::text as declaration from bus.operation_set where name = $1";
    private static final String NEXT_REVISION =
            "update bus.operation_revision set revision = revision + 1 returning revision";
    private static final String SELECT_VERSION = "select version from bus.operation_set where name = $1";
    private static final String SELECT_STATE = """
        select (select version from bus.operation_set where name = $1) as version,
          (select count(*) from bus.declared_operation where operation_set <> $1) as operations,
          (select coalesce(sum(octet_length(declaration::text)), 0) from bus.operation_set where name <> $1) as bytes""";
    private static final String SELECT_TAKEN = """
        select service, action, route, operation_set from bus.declared_operation
        where operation_set <> $1 and ((service = $2 and action = any($3)) or route = any($4))""";
    private static final String UPSERT_SET = """
        insert into bus.operation_set (name, service, version, declaration) values ($1, $2, $3, $4::text::json)
        on conflict (name) do update
          set service = excluded.service, version = excluded.version, declaration = excluded.declaration""";
    private static final String DELETE_OPERATIONS = "delete from bus.declared_operation where operation_set = $1";
    private static final String INSERT_OPERATIONS = """
        insert into bus.declared_operation (service, action, route, operation_set)
        select $2::text, action, route, $1::text from unnest($3::text[], $4::text[]) as declared (action, route)""";
    private static final String DELETE_SET = "delete from bus.operation_set where name = $1";

    private final Database database;

    OperationSetStore(Database database) {
        this.database = database;
    }

    /** A stored set. The declaration is null if it is known already. */
    record StoredSet(
            String name,
            String service,
            long version,
            @Nullable String declaration) {
        VersionedOperationSet toSet(String json) {
            return new VersionedOperationSet(StoredDeclaration.read(name, service, json), version);
        }
    }

    /** All sets as of a revision of a history of the database; none if it is the one that is known. */
    record StoredSets(long revision, String timeline, List<StoredSet> sets) {
        boolean isNewerThan(OperationSnapshot known) {
            return revision > known.revision() || !timeline.equals(known.timeline());
        }
    }

    /** An operation of another set. */
    record TakenOperation(String service, String action, String route, String set) {}

    /** The stored state at the moment in which a change may write. */
    record StoredState(
            long revision, @Nullable Long version, long otherOperations, long otherBytes, List<TakenOperation> taken) {}

    /** Returns all sets if there is a newer revision, with the declarations of those that have changed since. */
    Future<StoredSets> since(OperationSnapshot known) {
        return database.queryUrgent(SELECT_SINCE, Tuple.of(known.revision(), known.timeline()))
                .map(OperationSetStore::toSets);
    }

    private static StoredSets toSets(RowSet<Row> rows) {
        long revision = 0;
        String timeline = "";
        List<StoredSet> sets = new ArrayList<>();
        for (Row row : rows) {
            revision = row.getLong("revision");
            timeline = row.getString("timeline");
            if (row.getString("name") != null) {
                sets.add(toSet(row));
            }
        }
        return new StoredSets(revision, timeline, sets);
    }

    private static StoredSet toSet(Row row) {
        return new StoredSet(
                row.getString("name"), row.getString("service"), row.getLong("version"), row.getString("declaration"));
    }

    Future<Optional<VersionedOperationSet>> find(String name) {
        return database.query(SELECT_SET, Tuple.of(name))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(OperationSetStore::toSet)
                        .flatMap(set -> Optional.ofNullable(set.declaration).map(set::toSet)));
    }

    /** Takes the next revision and reads what other changes have stored, which none can change before the commit. */
    Future<StoredState> begin(Tx tx, OperationSet set) {
        return nextRevision(tx).compose(revision -> {
            Future<RowSet<Row>> state = tx.query(SELECT_STATE, Tuple.of(set.name()));
            return tx.query(SELECT_TAKEN, Tuple.of(set.name(), set.service(), actions(set), routes(set)))
                    .compose(taken -> state.map(rows -> rows.iterator().next())
                            .map(row -> new StoredState(
                                    revision,
                                    row.getLong("version"),
                                    row.getLong("operations"),
                                    row.getLong("bytes"),
                                    taken.stream()
                                            .map(OperationSetStore::toTaken)
                                            .toList())));
        });
    }

    private static Future<Long> nextRevision(Tx tx) {
        return tx.query(NEXT_REVISION, Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong("revision"));
    }

    private static @Nullable Long versionOf(RowSet<Row> rows) {
        return rows.size() == 0 ? null : rows.iterator().next().getLong("version");
    }

    private static TakenOperation toTaken(Row row) {
        return new TakenOperation(
                row.getString("service"),
                row.getString("action"),
                row.getString("route"),
                row.getString("operation_set"));
    }

    /** Stores a set with this version. */
    Future<Void> write(Tx tx, OperationSet set, long version) {
        return tx.query(DELETE_OPERATIONS, Tuple.of(set.name()))
                .compose(deleted -> tx.query(
                        UPSERT_SET, Tuple.of(set.name(), set.service(), version, StoredDeclaration.write(set))))
                .compose(stored ->
                        tx.query(INSERT_OPERATIONS, Tuple.of(set.name(), set.service(), actions(set), routes(set))))
                .mapEmpty();
    }

    /** Removes a set of this version and returns the revision of the change. */
    Future<Long> delete(Tx tx, String name, long version) {
        return nextRevision(tx)
                .compose(revision -> tx.query(SELECT_VERSION, Tuple.of(name)).compose(rows -> {
                    requireVersion(name, versionOf(rows), version);
                    return tx.query(DELETE_SET, Tuple.of(name)).map(revision);
                }));
    }

    /**
     * Throws unless the stored version is the one that the caller has read.
     *
     * @throws Failure NOT_FOUND if there is no set and one was expected, else CONFLICT
     */
    static void requireVersion(String name, @Nullable Long stored, long read) {
        if (stored == null && read > 0) {
            throw Failure.notFound("There is no operation set " + name);
        }
        long version = stored == null ? 0 : stored;
        if (version != read) {
            throw Failure.conflict("The operation set " + name + " has changed", Map.of("version", version));
        }
    }

    private static String[] actions(OperationSet set) {
        return column(set, RuntimeOperation::action);
    }

    private static String[] routes(OperationSet set) {
        return column(
                set,
                operation ->
                        RoutePattern.of(operation.method(), operation.path()).toString());
    }

    private static String[] column(OperationSet set, Function<RuntimeOperation, String> value) {
        return set.operations().stream().map(value).toArray(String[]::new);
    }
}
