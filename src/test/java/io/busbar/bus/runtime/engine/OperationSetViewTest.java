package io.busbar.bus.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeResponse;
import io.busbar.bus.runtime.StaleDeclarationException;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node knows of the runtime operations, while sets are stored and the database is replaced. */
@UsesServers
class OperationSetViewTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Contract HOST =
            Contract.of("host", "Hosts operations.").hostsOperations("/hosted").holdsNoPersonalData();

    private final Vertx vertx = Vertx.vertx();
    private final PgConnectOptions options =
            DatabaseAddress.parse(TestServers.freshDatabase()).options();
    private final Database database = new Database(vertx, options);
    private final BoundedExecutors executors = new BoundedExecutors(vertx, new SimpleMeterRegistry());

    @AfterEach
    void close() {
        get(executors.close());
        get(vertx.close());
    }

    @Test
    void start_withErrorWhileASetIsApplied_failsAndCanBeRepeated() {
        AtomicBoolean broken = new AtomicBoolean(true);
        OperationSetView view = viewOn(database);
        view.addListener(snapshot -> {
            if (snapshot.revision() > 0 && broken.get()) {
                throw new NoClassDefFoundError("a class of the listener");
            }
        });
        store("first", 1);

        assertThat(catchThrowable(() -> get(view.start()))).isInstanceOf(NoClassDefFoundError.class);
        assertThat(view.snapshot().operations()).isEmpty();

        broken.set(false);
        get(view.start());
        assertThat(summaryOf(view, "first")).isEqualTo("version 1");
    }

    @Test
    void operations_whileOthersAreCompiled_areCompiledFromTheNewestSetOn() {
        OperationSetView view = viewOn(database);
        get(view.start());
        CountDownLatch free = new CountDownLatch(1);
        Future<Object> busy = executors
                .get("operation-set-compiler", new ExecutorLimits(1, 1, "busy", Duration.ofSeconds(1)))
                .runOnWorker(Instant.MAX, () -> {
                    free.await();
                    return "free";
                });
        store("first", 1);
        store("second", 2);
        store("first", 3);
        await().until(() -> view.snapshot().revision() == 3);

        assertThat(view.snapshot().nextToCompile())
                .hasValueSatisfying(next -> assertThat(next.operation().name()).isEqualTo("host.first"));
        free.countDown();

        get(busy);
        for (String action : List.of("first", "second")) {
            get(Objects.requireNonNull(view.snapshot().find("host." + action)).whenCompiled());
        }
        assertThat(view.snapshot().nextToCompile()).isEmpty();
    }

    @Test
    void current_afterFailoverToStandbyWithAnotherDeclarationOfTheVersion_hasItsDeclaration() {
        execute("create schema standby");
        execute("create table standby.promoted (segment text)");
        execute("create function standby.pg_walfile_name(pg_lsn) returns text language sql"
                + " as 'select coalesce((select segment from standby.promoted), pg_catalog.pg_walfile_name($1))'");
        OperationSetView view = viewOn(new Database(vertx, options.addProperty("search_path", "standby, pg_catalog")));
        store("lost", 1);
        store("stored", 2);
        get(view.start());
        assertThat(view.snapshot().find("host.lost")).isNotNull();

        execute("delete from bus.operation_set where name = 'lost'");
        execute("update bus.operation_set set declaration = replace(declaration::text, 'version 2', 'another')::json");
        execute("insert into standby.promoted values ('00000002')");

        await().until(() -> get(view.current()).find("host.lost") == null);
        assertThat(summaryOf(view, "stored")).isEqualTo("another");
    }

    @Test
    void find_withVersionThatDoesNotExistYet_readsForNodesOfTheClusterOnlyAndEndsSoon() {
        OperationSetView view = viewOn(database);
        store("first", 1);
        get(view.start());
        HostedOperations hosted = new HostedOperations(
                "host", view, (operation, request, call) -> Future.succeededFuture(Empty.INSTANCE));
        long tomorrow = 999_999_999_999_999_999L;

        await().until(() -> hosted.find("first", tomorrow, false).isComplete());
        assertThat(catchThrowableOfType(
                                StaleDeclarationException.class, () -> get(hosted.find("first", tomorrow, false)))
                        .revision())
                .isEqualTo(1);

        assertThat(catchThrowableOfType(Failure.class, () -> get(hosted.find("first", tomorrow, true)))
                        .code())
                .isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(get(hosted.find("first", 1, true))).isPresent();
    }

    private OperationSetView viewOn(Database read) {
        return new OperationSetView(vertx, read, List.of(HOST), executors);
    }

    /** Stores a set of one operation with this name. */
    private void store(String name, long version) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        RuntimeOperation operation = RuntimeOperation.of(
                name, "GET", "/hosted/" + name, "version " + version, Access.anyone(), schema, RuntimeResponse.none());
        String declaration = StoredDeclaration.write(new OperationSet(name, "host", List.of(operation)));
        get(database.transactionPool().preparedQuery("""
                    with changed as (update bus.operation_revision set revision = $2)
                    insert into bus.operation_set (name, service, version, declaration) values ($1, 'host', $2, $3::text::json)
                    on conflict (name) do update set version = excluded.version, declaration = excluded.declaration""").execute(Tuple.of(name, version, declaration)));
    }

    private void execute(String sql) {
        get(database.transactionPool().query(sql).execute());
    }

    private static String summaryOf(OperationSetView view, String action) {
        return Objects.requireNonNull(view.snapshot().find("host." + action))
                .operation()
                .summary();
    }

    private static <T> T get(Future<T> future) {
        return TestFutures.get(future, TIMEOUT);
    }
}
