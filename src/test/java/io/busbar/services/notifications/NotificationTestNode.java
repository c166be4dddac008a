package io.busbar.services.notifications;

import static org.awaitility.Awaitility.await;

import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.RequestContext;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceContext.ClusterControl;
import io.busbar.bus.ServiceContext.Registrar;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.jobs.engine.JobSettings;
import io.busbar.bus.notifications.NotificationType;
import io.busbar.bus.outbound.Outbound;
import io.busbar.bus.outbound.OutboundSettings;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.privacy.PersonalDataRegistry;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.RuntimeOperationEngine;
import io.busbar.bus.settings.Settings;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.DeploymentSecrets;
import io.busbar.node.NodeSettings;
import io.busbar.services.mail.MailOperations;
import io.busbar.services.mail.MailVerticle;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.busbar.services.mail.mailbox.ReceivedEmail;
import io.busbar.services.notifications.NotificationOperations.ListNotifications;
import io.busbar.services.notifications.NotificationOperations.Notification;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.CreateAccount;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UsersEvents;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.UsersOperations;
import io.busbar.services.users.UsersVerticle;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A node without HTTP that runs the notifications service with other declarations than those of the product, and what it needs. */
final class NotificationTestNode implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String CLIENT_URL = "https://notes.example";

    private static final List<Contract> CONTRACTS = List.of(
            NotesService.NOTES, UsersOperations.USERS, MailOperations.MAIL, NotificationOperations.NOTIFICATIONS);

    private final Vertx vertx = Vertx.vertx();
    private final Database database = new Database(
            vertx, DatabaseAddress.parse(TestServers.freshDatabase()).options());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TransactionalOutbox outbox =
            new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), meters);
    private final RpcNode rpc;
    private final DevMailbox mailbox =
            DevMailbox.start(vertx, database, outbox.changes(), DeploymentSecrets.of(TestServers.jwtSecret()));

    NotificationTestNode(List<NotificationType<?>> types) {
        rpc = get(RpcNode.open(vertx, "n-" + UUID.randomUUID(), RpcSettings.defaults(), meters));
        JobEngine jobs = new JobEngine(vertx, database, outbox, JobSettings.defaults(), meters);
        BoundedExecutors executors = new BoundedExecutors(vertx, meters);
        ServiceContext context = new ServiceContext(
                database,
                outbox.changes(),
                rpc.bus(),
                Outbound.open(vertx, OutboundSettings.publicOnly(), meters),
                settings(),
                executors,
                meters,
                jobs.jobs(),
                outbox.deadLetters(),
                outbox.auditTrail(),
                PersonalDataRegistry.of(CONTRACTS, UsersEvents.ERASED, AccountEvent::id),
                new ClusterControl(
                        "test",
                        rpc.nodeServices(),
                        new RuntimeOperationEngine(
                                vertx, database, OperationSetView.withoutHosts(), List.of(), rpc.bus(), executors)),
                new Registrar(
                        rpc.serviceHost(),
                        new PermissionEvaluator(vertx, database),
                        outbox::subscribe,
                        jobs::register));
        get(vertx.deployVerticle(new NotesService.NotesVerticle(context)));
        get(vertx.deployVerticle(new UsersVerticle(context)));
        get(vertx.deployVerticle(new MailVerticle(context, DeploymentSecrets.of(TestServers.jwtSecret()), mailbox)));
        get(vertx.deployVerticle(new NotificationsVerticle(context, CLIENT_URL, types)));
        CONTRACTS.forEach(rpc::addService);
        get(outbox.start());
        rpc.ready();
    }

    private static Settings settings() {
        return NodeSettings.read(
                        Map.of("EMAIL_FROM", "Notes <hello@notes.example>"),
                        Path.of("target", "no-such.properties"),
                        CONTRACTS)
                .values();
    }

    /** Creates a user with a verified email address. */
    UUID user(String name) {
        UUID id = UUID.randomUUID();
        call(
                AccountOperations.CREATE_ACCOUNT,
                new CreateAccount(id, address(id), null, null, name, UserRole.CUSTOMER, true),
                null);
        return id;
    }

    private static String address(UUID user) {
        return user + "@example.com";
    }

    /** Calls an operation as this user, or as the system if it is null. */
    <I, O> O call(Operation<I, O> operation, I request, @Nullable UUID user) {
        RequestContext system = RequestContext.system("test", TIMEOUT);
        RequestContext context = user == null
                ? system
                : new RequestContext(
                        new UserPrincipal(user, UserRole.CUSTOMER.role(), "test"),
                        system.requestId(),
                        system.traceparent(),
                        system.deadline(),
                        null,
                        null);
        return get(rpc.bus().call(operation, request, context));
    }

    List<Notification> notifications(UUID user) {
        return call(NotificationOperations.LIST, new ListNotifications(null, PageRequest.FIRST), user)
                .items();
    }

    List<ReceivedEmail> emails(UUID user) {
        return get(mailbox.list(address(user), 10));
    }

    /** Returns the first column of every row. */
    List<String> strings(String sql, Object... parameters) {
        return get(database.query(sql, Tuple.wrap(parameters))).stream()
                .map((Row row) -> row.getString(0))
                .toList();
    }

    /** Erases a user, as the users service does, and waits until the others have done the same. */
    void erase(UUID user) {
        get(outbox.changes().change(RequestContext.system("test", TIMEOUT), "test.erase", tx -> {
            tx.publish(UsersEvents.ERASED, user.toString(), new AccountEvent(user));
            return tx.query("delete from users.account where id = $1", Tuple.of(user));
        }));
        settle();
    }

    /** Waits until every event was handled. */
    void settle() {
        await().atMost(TIMEOUT)
                .until(() -> strings("select event_id::text from bus.delivery").isEmpty());
    }

    private static <T> T get(Future<T> future) {
        return TestFutures.get(future, TIMEOUT);
    }

    @Override
    public void close() {
        get(rpc.close());
        get(outbox.stop());
        mailbox.close();
        get(database.close());
        get(vertx.close());
    }
}
