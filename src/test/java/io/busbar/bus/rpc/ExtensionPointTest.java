package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operations that one service declares and another one handles. */
@UsesServers
class ExtensionPointTest {
    private static final Contract POINT = Contract.of("point", "An extension point.");
    private static final Operation<Id, Id> REFLECT = POINT.internal("reflect")
            .summary("Reflect")
            .idempotent()
            .takes(Id.class)
            .returns(Id.class);
    private static final Contract EXTENSION =
            Contract.of("extension", "Implements it.").implementing(POINT).holdsNoPersonalData();

    /** An operation with the same action as that of the extension point. */
    private static final Operation<Empty, Id> OWN_REFLECT =
            EXTENSION.internal("reflect").summary("Reflect").idempotent().returns(Id.class);

    private static final UUID OWN_ID = UUID.randomUUID();
    private static final TestCluster CLUSTER = new TestCluster();
    private static RpcTestNode server;
    private static RpcTestNode caller;

    private static final class ExtensionVerticle extends ServiceVerticle {
        private final boolean implementsPoint;

        ExtensionVerticle(ServiceContext serviceContext, boolean implementsPoint) {
            super(EXTENSION, serviceContext);
            this.implementsPoint = implementsPoint;
        }

        @Override
        protected void configure() {
            on(OWN_REFLECT, (request, call) -> Future.succeededFuture(new Id(OWN_ID)));
            if (implementsPoint) {
                on(REFLECT, (request, call) -> Future.succeededFuture(request));
            }
        }
    }

    @BeforeAll
    static void open() {
        server = new RpcTestNode(CLUSTER.join(), RpcSettings.defaults());
        server.vertx
                .deployVerticle(new ExtensionVerticle(server.serviceContext, true))
                .await();
        server.rpc.addService(EXTENSION);
        server.rpc.ready();
        caller = RpcTestNode.caller(CLUSTER, RpcSettings.defaults());
        eventually().until(() -> !caller.rpc.directory().availableNodes("point").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @Test
    void call_ofExtensionPoint_isAnsweredByTheServiceThatImplementsIt() {
        Id request = new Id(UUID.randomUUID());

        assertThat(server.call(REFLECT, request).await()).isEqualTo(request);
        assertThat(caller.call(REFLECT, request).await()).isEqualTo(request);
        assertThat(caller.call(OWN_REFLECT, Empty.INSTANCE).await()).isEqualTo(new Id(OWN_ID));
    }

    @Test
    void call_whileNoNodeRunsTheServiceThatImplementsIt_namesThatService() {
        Contract unserved = Contract.of("unserved", "Another extension point.");
        Operation<Id, Id> ask =
                unserved.internal("ask").summary("Ask").takes(Id.class).returns(Id.class);
        Contract stopped = Contract.of("stopped", "Implements it.").implementing(unserved);
        caller.rpc.setContracts(List.of(EXTENSION, stopped));

        assertThat(RpcTestNode.failure(caller.call(ask, new Id(OWN_ID))))
                .hasMessage("stopped is currently unavailable");
    }

    @Test
    void start_withoutHandlerOfExtensionPoint_fails() {
        RpcTestNode node = new RpcTestNode(CLUSTER.join(), RpcSettings.defaults());

        Throwable failure =
                RpcTestNode.cause(node.vertx.deployVerticle(new ExtensionVerticle(node.serviceContext, false)));

        assertThat(failure).hasMessage("point.reflect has no handler");
    }
}
