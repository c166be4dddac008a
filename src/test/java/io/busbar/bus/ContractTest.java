package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.RequestContext.Principal;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.timers.Recurring;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.ZoneOffset;
import java.util.List;
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
    void event_isAboutWhatItsTypeOrItsContractNames() {
        Contract things = Contract.of("things", "Things.");
        Contract people = Contract.of("people", "People.").eventsAbout("user");

        assertThat(things.event("thing.created", "A thing was created.", Thing.class)
                        .subject())
                .isEqualTo("thing");
        assertThat(people.event("password.changed", "A password was changed.", Thing.class)
                        .subject())
                .isEqualTo("user");
    }

    @Test
    void event_declaredTwice_throws() {
        Contract contract = Contract.of("things", "Things.");
        contract.event("thing.created", "A thing was created.", Thing.class);

        assertThatThrownBy(() -> contract.continuation("thing.created", Thing.class))
                .hasMessage("things.thing.created is declared twice");
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
        Principal customer = new RequestContext.UserPrincipal(UUID.randomUUID(), new Role("customer"), "s");
        Principal anonymous = new RequestContext.AnonymousPrincipal();

        assertThat(Access.role(Role.ADMIN).allows(admin)).isTrue();
        assertThat(Access.role(Role.ADMIN).allows(customer)).isFalse();
        assertThat(Access.role(Role.ADMIN).allows(anonymous)).isFalse();
        assertThat(Access.role(Role.ADMIN).allows(system)).isTrue();
        assertThat(Access.signedIn().allows(customer)).isTrue();
        assertThat(Access.signedIn().allows(anonymous)).isFalse();
        assertThat(Access.anyone().allows(anonymous)).isTrue();
    }

    @Test
    void recurring_withInvalidCronExpression_throwsSentenceThatNamesIt() {
        Contract contract = Contract.of("things", "Things.");

        assertThatThrownBy(() -> contract.recurring("cleanup", "0 25 * * *", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("things.cleanup has an invalid cron expression, 0 25 * * *: ");
        assertThat(contract.continuations()).isEmpty();
    }

    @Test
    void continuation_declaredTwice_throws() {
        Contract contract = Contract.of("things", "Things.");
        contract.recurring("cleanup", "0 3 * * *", ZoneOffset.UTC);

        assertThatThrownBy(() -> contract.continuation("cleanup", Thing.class))
                .hasMessage("things.cleanup is declared twice");
    }

    @Test
    void checkContinuations_eachHandledOnceByItsService_passes() {
        Contract contract = Contract.of("things", "Things.");
        Continuation<Thing> polish = contract.continuation("polish", Thing.class);
        Recurring cleanup = contract.recurring("cleanup", "0 3 * * *", ZoneOffset.UTC);
        Subscriber handlesBoth = subscriberOf(polish).on(cleanup, (tx, tick) -> Future.succeededFuture());
        Subscriber handlesTicks = new Subscriber("things.cleanup").on(cleanup, (tx, tick) -> Future.succeededFuture());

        ServiceVerticle.checkContinuations(contract, List.of(handlesBoth));
        ServiceVerticle.checkContinuations(contract, List.of(handlesTicks, externalSubscriberOf(polish)));
    }

    @Test
    void checkContinuations_notHandledOnceByItsService_throws() {
        Contract contract = Contract.of("things", "Things.");
        Continuation<Thing> polish = contract.continuation("polish", Thing.class);
        Contract others = Contract.of("others", "Others.");

        assertThatThrownBy(() -> ServiceVerticle.checkContinuations(contract, List.of()))
                .hasMessage("things.polish has no subscriber");
        assertThatThrownBy(() -> ServiceVerticle.checkContinuations(
                        contract, List.of(subscriberOf(polish), subscriberOf(polish))))
                .hasMessage("things.polish has several subscribers");
        assertThatThrownBy(() -> ServiceVerticle.checkContinuations(
                        contract, List.of(subscriberOf(polish), externalSubscriberOf(polish))))
                .hasMessage("things.polish has several subscribers");
        assertThatThrownBy(() -> ServiceVerticle.checkContinuations(others, List.of(subscriberOf(polish))))
                .hasMessage("things.polish is private to another service");
    }

    private static ExternalSubscriber externalSubscriberOf(Continuation<Thing> continuation) {
        return new ExternalSubscriber("things.polisher")
                .on(continuation, (thing, requestContext) -> Future.succeededFuture());
    }

    private static Subscriber subscriberOf(Continuation<Thing> continuation) {
        return new Subscriber("things.worker").on(continuation, (tx, thing) -> Future.succeededFuture());
    }
}
