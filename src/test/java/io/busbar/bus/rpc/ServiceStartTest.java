package io.busbar.bus.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Access;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Role;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.permissions.ResourceType;
import io.busbar.bus.privacy.DataCategory;
import io.busbar.data.DatabaseAddress;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service must declare to start. */
@UsesServers
class ServiceStartTest {
    private static final String DATABASE = TestServers.freshDatabase();

    private final Vertx vertx = Vertx.vertx();
    private final RpcTestNode node = new RpcTestNode(
            vertx, RpcSettings.defaults(), DatabaseAddress.parse(DATABASE).options());

    /** A service that does nothing. */
    private static final class IdleVerticle extends ServiceVerticle {
        IdleVerticle(Contract contract, ServiceContext serviceContext) {
            super(contract, serviceContext);
        }

        @Override
        protected void configure() {}
    }

    /** A service that says who owns the objects of a type. */
    private class OwningVerticle extends ServiceVerticle {
        private final ResourceType type;

        OwningVerticle(Contract contract, ResourceType type) {
            super(contract, node.serviceContext);
            this.type = type;
        }

        @Override
        protected void configure() {
            owns(type, id -> Future.succeededFuture(Optional.empty()));
        }
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void start_withoutStatementOfPersonalData_failsAndSaysWhatToWrite() {
        Contract silent = Contract.of("silent", "Says nothing.");

        assertThat(startFailure(silent))
                .hasMessageStartingWith("silent does not state which personal data it holds")
                .hasMessageContaining("SILENT.holdsPersonalData(")
                .hasMessageContaining(".holdsNoPersonalData()");
    }

    @Test
    void start_withPersonalDataThatIsNotErased_fails() {
        Contract hoarder = Contract.of("hoarder", "Erases nothing.");
        hoarder.holdsPersonalData(DataCategory.of("Everything")
                .purpose("None.")
                .retention("Unlimited.")
                .notExported("It is hidden.")
                .erasure("None."));

        assertThat(startFailure(hoarder)).hasMessageStartingWith("hoarder holds personal data and does not erase it");
    }

    @Test
    void start_withResourceTypeWithoutOwner_fails() {
        Contract careless = Contract.of("careless", "Owns nothing.").holdsNoPersonalData();
        careless.resource("thing");

        assertThat(startFailure(careless)).hasMessage("careless.thing has no owner; call owns(…) in configure()");
    }

    @Test
    void start_withAccessRuleOfUnknownSource_fails() {
        Contract hopeful = Contract.of("hopeful", "Has teams.").holdsNoPersonalData();
        ResourceType thing = hopeful.resource("thing");
        hopeful.get("find", "/things/{id}")
                .allow(Access.owner().or("team"))
                .on(thing, "id")
                .takes(Id.class)
                .returnsEmpty();

        assertThat(startFailure(new OwningVerticle(hopeful, thing)))
                .hasMessage("hopeful.find names the unknown source team");
    }

    @Test
    void start_withOwnersOfAnotherService_fails() {
        ResourceType foreign = Contract.of("foreign", "Has things.").resource("thing");
        Contract greedy = Contract.of("greedy", "Owns what is not its own.").holdsNoPersonalData();

        assertThat(startFailure(new OwningVerticle(greedy, foreign)))
                .hasMessage("foreign.thing is not declared by the contract of greedy");
    }

    @Test
    void start_withoutHandler_leavesNoOwnerLookup() {
        Contract unable = Contract.of("unable", "Handles nothing.").holdsNoPersonalData();
        ResourceType thing = unable.resource("thing");
        Operation<Id, Empty> find = find(unable, thing);

        assertThat(startFailure(new OwningVerticle(unable, thing))).hasMessage("unable.find has no handler");

        assertThat(decisionFailure(find)).hasMessage("unable.thing belongs to no service of this node");
    }

    @Test
    void stop_ofServiceWithObjects_removesItsOwnerLookup() {
        Contract brief = Contract.of("brief", "Stops soon.").holdsNoPersonalData();
        ResourceType thing = brief.resource("thing");
        Operation<Id, Empty> find = find(brief, thing);
        OwningVerticle verticle = new OwningVerticle(brief, thing) {
            @Override
            protected void configure() {
                super.configure();
                on(find, (request, call) -> Future.succeededFuture(Empty.INSTANCE));
            }
        };
        String deployment = vertx.deployVerticle(verticle).await();
        assertThat(decisionFailure(find)).isNull();

        vertx.undeploy(deployment).await();

        assertThat(decisionFailure(find)).hasMessage("brief.thing belongs to no service of this node");
    }

    private static Operation<Id, Empty> find(Contract contract, ResourceType type) {
        return contract.get("find", "/" + contract.service() + "/{id}")
                .summary("Find a thing")
                .allow(Access.owner())
                .on(type, "id")
                .takes(Id.class)
                .returnsEmpty();
    }

    private @Nullable Throwable decisionFailure(Operation<?, ?> operation) {
        UserPrincipal user = new UserPrincipal(UUID.randomUUID(), Role.ADMIN, "test");
        return node.serviceContext
                .registrar()
                .permissions()
                .decide(user, operation, new Id(UUID.randomUUID()))
                .transform(decided -> Future.succeededFuture(decided.cause()))
                .await();
    }

    @Test
    void start_withoutPersonalData_succeeds() {
        Contract idle = Contract.of("idle", "Does nothing.").holdsNoPersonalData();

        vertx.deployVerticle(new IdleVerticle(idle, node.serviceContext)).await();

        assertThat(vertx.deploymentIDs()).hasSizeGreaterThanOrEqualTo(1);
    }

    private Throwable startFailure(Contract contract) {
        return startFailure(new IdleVerticle(contract, node.serviceContext));
    }

    private Throwable startFailure(ServiceVerticle verticle) {
        return RpcTestNode.cause(vertx.deployVerticle(verticle));
    }
}
