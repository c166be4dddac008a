package io.busbar.bus.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Contract;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.privacy.DataCategory;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service must declare to start. */
@UsesServers
class ServiceStartTest {
    private final Vertx vertx = Vertx.vertx();
    private final RpcTestNode node = new RpcTestNode(vertx, RpcSettings.defaults());

    /** A service that does nothing. */
    private static final class IdleVerticle extends ServiceVerticle {
        IdleVerticle(Contract contract, ServiceContext serviceContext) {
            super(contract, serviceContext);
        }

        @Override
        protected void configure() {}
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
    void start_withoutPersonalData_succeeds() {
        Contract idle = Contract.of("idle", "Does nothing.").holdsNoPersonalData();

        vertx.deployVerticle(new IdleVerticle(idle, node.serviceContext)).await();

        assertThat(vertx.deploymentIDs()).hasSizeGreaterThanOrEqualTo(1);
    }

    private Throwable startFailure(Contract contract) {
        return RpcTestNode.cause(vertx.deployVerticle(new IdleVerticle(contract, node.serviceContext)));
    }
}
