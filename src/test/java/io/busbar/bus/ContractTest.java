package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ContractTest {
    record Wanted(UUID id) {}

    record Thing(UUID id) {}

    @Test
    void an_operation_that_does_not_say_who_may_call_it_cannot_be_declared() {
        Contract contract = Contract.of("things", "Things.");

        assertThatThrownBy(() ->
                        contract.get("find", "/things/{id}").takes(Wanted.class).answers(Thing.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("things.find does not say who may call it");
        assertThat(contract.operations()).isEmpty();
    }

    @Test
    void two_operations_of_one_name_cannot_be_declared() {
        Contract contract = Contract.of("things", "Things.");
        contract.get("find", "/things/{id}")
                .allow(Access.anyone())
                .takes(Wanted.class)
                .answers(Thing.class);

        assertThatThrownBy(() ->
                        contract.get("find", "/other").allow(Access.anyone()).answers(Thing.class))
                .hasMessage("things.find is declared twice");
    }

    @Test
    void what_the_word_says_is_what_the_operation_does() {
        Contract contract = Contract.of("things", "Things.");
        Operation<Wanted, Thing> read = contract.get("find", "/things/{id}")
                .allow(Access.anyone())
                .takes(Wanted.class)
                .answers(Thing.class);
        Operation<Wanted, Thing> write = contract.post("make", "/things")
                .allow(Access.signedIn())
                .takes(Wanted.class)
                .creates(Thing.class);
        Operation<Wanted, Nothing> act = contract.post("poke", "/things/{id}/poke")
                .allow(Access.signedIn())
                .takes(Wanted.class)
                .answersNothing();

        assertThat(read.method()).isEqualTo(HttpMethod.GET);
        assertThat(read.body()).isInstanceOf(Body.None.class);
        assertThat(read.idempotent()).isTrue();
        assertThat(read.keyed()).isFalse();
        assertThat(write.body()).isInstanceOf(Body.JsonObject.class);
        assertThat(write.answer().status()).isEqualTo(201);
        assertThat(write.idempotent()).isFalse();
        assertThat(write.keyed()).isTrue();
        assertThat(act.keyed()).isFalse();
        assertThat(write.name()).isEqualTo("things.make");
    }

    @Test
    void access_is_by_role_and_the_deployment_itself_always_passes() {
        Caller nobody = Caller.program("test", java.time.Duration.ofSeconds(1));
        Caller admin = as(nobody, new Caller.User(UUID.randomUUID(), Role.ADMIN, "s"));
        Caller customer = as(nobody, new Caller.User(UUID.randomUUID(), Role.CUSTOMER, "s"));
        Caller anonymous = as(nobody, new Caller.Nobody());

        assertThat(Access.only(Role.ADMIN).admits(admin)).isTrue();
        assertThat(Access.only(Role.ADMIN).admits(customer)).isFalse();
        assertThat(Access.only(Role.ADMIN).admits(anonymous)).isFalse();
        assertThat(Access.only(Role.ADMIN).admits(nobody)).isTrue();
        assertThat(Access.signedIn().admits(customer)).isTrue();
        assertThat(Access.signedIn().admits(anonymous)).isFalse();
        assertThat(Access.anyone().admits(anonymous)).isTrue();
    }

    private static Caller as(Caller caller, Caller.Who who) {
        return new Caller(who, caller.requestId(), caller.trace(), caller.deadline(), null, null);
    }
}
