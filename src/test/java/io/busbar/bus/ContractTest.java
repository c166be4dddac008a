package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.RequestContext.Principal;
import io.vertx.core.http.HttpMethod;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ContractTest {
    record ThingId(UUID id) {}

    record Thing(UUID id) {}

    @Test
    void declare_withoutAccessRule_throws() {
        Contract contract = Contract.of("things", "Things.");

        assertThatThrownBy(() -> contract.get("find", "/things/{id}")
                        .takes(ThingId.class)
                        .returns(Thing.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("things.find has no access rule");
        assertThat(contract.operations()).isEmpty();
    }

    @Test
    void declare_duplicateAction_throws() {
        Contract contract = Contract.of("things", "Things.");
        contract.get("find", "/things/{id}")
                .allow(Access.anyone())
                .takes(ThingId.class)
                .returns(Thing.class);

        assertThatThrownBy(() ->
                        contract.get("find", "/other").allow(Access.anyone()).returns(Thing.class))
                .hasMessage("things.find is declared twice");
    }

    @Test
    void declare_eachKindOfOperation_hasDocumentedDefaults() {
        Contract contract = Contract.of("things", "Things.");
        Operation<ThingId, Thing> read = contract.get("find", "/things/{id}")
                .allow(Access.anyone())
                .takes(ThingId.class)
                .returns(Thing.class);
        Operation<ThingId, Thing> write = contract.post("make", "/things")
                .allow(Access.signedIn())
                .takes(ThingId.class)
                .creates(Thing.class);
        Operation<ThingId, Empty> act = contract.post("poke", "/things/{id}/poke")
                .allow(Access.signedIn())
                .takes(ThingId.class)
                .returnsEmpty();

        assertThat(read.method()).isEqualTo(HttpMethod.GET);
        assertThat(read.requestBody()).isInstanceOf(RequestBody.NoBody.class);
        assertThat(read.idempotent()).isTrue();
        assertThat(read.supportsIdempotencyKey()).isFalse();
        assertThat(write.requestBody()).isInstanceOf(RequestBody.JsonObjectBody.class);
        assertThat(write.response().status()).isEqualTo(201);
        assertThat(write.idempotent()).isFalse();
        assertThat(write.supportsIdempotencyKey()).isTrue();
        assertThat(act.supportsIdempotencyKey()).isFalse();
        assertThat(write.name()).isEqualTo("things.make");
    }

    @Test
    void allows_byRole_systemAlwaysPasses() {
        Principal system = new RequestContext.SystemPrincipal("test");
        Principal admin = new RequestContext.UserPrincipal(UUID.randomUUID(), Role.ADMIN, "s");
        Principal customer = new RequestContext.UserPrincipal(UUID.randomUUID(), Role.CUSTOMER, "s");
        Principal anonymous = new RequestContext.AnonymousPrincipal();

        assertThat(Access.role(Role.ADMIN).allows(admin)).isTrue();
        assertThat(Access.role(Role.ADMIN).allows(customer)).isFalse();
        assertThat(Access.role(Role.ADMIN).allows(anonymous)).isFalse();
        assertThat(Access.role(Role.ADMIN).allows(system)).isTrue();
        assertThat(Access.signedIn().allows(customer)).isTrue();
        assertThat(Access.signedIn().allows(anonymous)).isFalse();
        assertThat(Access.anyone().allows(anonymous)).isTrue();
    }
}
