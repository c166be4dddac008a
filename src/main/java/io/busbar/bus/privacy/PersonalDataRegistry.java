package io.busbar.bus.privacy;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.json.Json;
import io.busbar.bus.privacy.PersonalData.ExportSection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The personal data of all services: collects it for an export and has it erased. The kernel knows no service, so the composition root
 * names the event after which every service erases a user's data.
 */
public final class PersonalDataRegistry {
    private final List<Contract> contracts;
    private final ErasureTrigger<?> trigger;

    private record ErasureTrigger<P extends Record>(Event<P> event, Function<P, UUID> user) {
        Subscriber subscriber(String service, PersonalDataEraser eraser) {
            return new Subscriber(service + ".erasure")
                    .on(event, (tx, envelope) -> erase(tx, user.apply(envelope.payload()), eraser));
        }
    }

    private PersonalDataRegistry(List<Contract> contracts, ErasureTrigger<?> trigger) {
        this.contracts = List.copyOf(contracts);
        this.trigger = trigger;
    }

    /**
     * Creates the registry of a deployment.
     *
     * @param contracts the contracts of all services, whichever node runs them
     * @param erased    the event after which every service erases the data of a user
     * @param user      returns the user's ID from the event
     */
    public static <P extends Record> PersonalDataRegistry of(
            List<Contract> contracts, Event<P> erased, Function<P, UUID> user) {
        return new PersonalDataRegistry(contracts, new ErasureTrigger<>(erased, user));
    }

    /**
     * Returns what all services hold about a user, one field per service. Fails if a service that holds personal data can't be reached:
     * an export is complete or does not exist.
     */
    public Future<JsonObject> export(Bus bus, UUID user, RequestContext requestContext) {
        List<Future<JsonObject>> sections = contracts.stream()
                .flatMap(contract -> contract.personalData().section().stream())
                .map(section -> fetch(bus, section, user, requestContext))
                .toList();
        return Future.all(sections).map(fetched -> {
            JsonObject all = new JsonObject();
            sections.forEach(section -> all.mergeIn(section.result()));
            return all;
        });
    }

    private static Future<JsonObject> fetch(Bus bus, ExportSection section, UUID user, RequestContext requestContext) {
        Operation<Id, ? extends Record> operation = section.operation();
        return bus.call(operation, new Id(user), requestContext)
                .map(data -> new JsonObject().put(section.name(), Json.object(data)));
    }

    /**
     * Returns the subscriber that erases the personal data of a service; empty if it holds none, or publishes the event itself and so
     * erases its data before.
     *
     * @param eraser the eraser that the service has registered; null if it has none
     * @throws IllegalStateException if the service holds personal data and does not erase it, or the other way round
     */
    public Optional<Subscriber> erasureSubscriber(Contract contract, @Nullable PersonalDataEraser eraser) {
        boolean erases =
                contract.personalData().isPresent() && !contract.events().contains(trigger.event());
        if (erases && eraser == null) {
            throw new IllegalStateException(contract.service()
                    + " holds personal data and does not erase it; call erasePersonalData(…) in configure()");
        }
        if (!erases && eraser != null) {
            throw new IllegalStateException(
                    contract.service() + " erases personal data that its contract does not state");
        }
        return Optional.ofNullable(eraser).map(given -> trigger.subscriber(contract.service(), given));
    }

    /** Erases the data of a service, and what the bus has stored about the user since the account was erased. */
    private static Future<?> erase(Tx tx, UUID user, PersonalDataEraser eraser) {
        tx.auditSubject("user", user);
        return eraser.erase(tx, user).compose(erased -> tx.erasePersonalData(user));
    }
}
