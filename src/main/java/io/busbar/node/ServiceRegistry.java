package io.busbar.node;

import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.notifications.NotificationType;
import io.busbar.bus.privacy.PersonalDataRegistry;
import io.busbar.services.auth.AuthOperations;
import io.busbar.services.auth.AuthVerticle;
import io.busbar.services.bookings.BookingOperations;
import io.busbar.services.bookings.BookingsVerticle;
import io.busbar.services.catalog.CatalogOperations;
import io.busbar.services.catalog.CatalogVerticle;
import io.busbar.services.deliveries.DeadLetterOperations;
import io.busbar.services.deliveries.DeliveriesVerticle;
import io.busbar.services.jobs.JobOperations;
import io.busbar.services.jobs.JobsVerticle;
import io.busbar.services.mail.MailOperations;
import io.busbar.services.mail.MailVerticle;
import io.busbar.services.notifications.NotificationOperations;
import io.busbar.services.notifications.NotificationsVerticle;
import io.busbar.services.permissions.PermissionOperations;
import io.busbar.services.permissions.PermissionsVerticle;
import io.busbar.services.presence.PresenceOperations;
import io.busbar.services.presence.PresenceVerticle;
import io.busbar.services.reviews.ReviewOperations;
import io.busbar.services.reviews.ReviewsVerticle;
import io.busbar.services.users.UsersEvents;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.UsersOperations;
import io.busbar.services.users.UsersVerticle;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The list of all services. A new service is added here. */
public final class ServiceRegistry {
    private static final List<ServiceDefinition> ALL = List.of(
            // First, because bookings refer to the services of the catalog.
            ServiceDefinition.of(CatalogOperations.CATALOG, CatalogVerticle::new),
            new ServiceDefinition(
                    AuthOperations.AUTH,
                    context -> new AuthVerticle(
                            context.serviceContext(),
                            context.secrets(),
                            context.settings().clientUrl(),
                            context.accessTokens())),
            ServiceDefinition.of(BookingOperations.BOOKINGS, BookingsVerticle::new),
            ServiceDefinition.of(DeadLetterOperations.DELIVERIES, DeliveriesVerticle::new),
            ServiceDefinition.of(JobOperations.JOBS, JobsVerticle::new),
            new ServiceDefinition(
                    MailOperations.MAIL,
                    context -> new MailVerticle(context.serviceContext(), context.secrets(), context.devMailbox())),
            ServiceDefinition.of(ReviewOperations.REVIEWS, ReviewsVerticle::new),
            new ServiceDefinition(
                    NotificationOperations.NOTIFICATIONS,
                    context -> new NotificationsVerticle(
                            context.serviceContext(), context.settings().clientUrl(), notifications())),
            new ServiceDefinition(
                    PermissionOperations.PERMISSIONS,
                    context -> new PermissionsVerticle(context.serviceContext(), contracts())),
            new ServiceDefinition(
                    PresenceOperations.PRESENCE,
                    context -> new PresenceVerticle(
                            context.serviceContext(),
                            Objects.requireNonNull(context.onlineUsers(), "presence needs Redis"))),
            ServiceDefinition.of(UsersOperations.USERS, UsersVerticle::new));

    /** The personal data of all services. They erase that of a user after users has erased the account. */
    static final PersonalDataRegistry PERSONAL_DATA =
            PersonalDataRegistry.of(contracts(), UsersEvents.ERASED, AccountEvent::id);

    /** Schemas that belong to no service, in the order of their creation. */
    private static final List<String> SHARED_SCHEMAS = List.of("extensions", "node", "bus", "tokens");

    static {
        requireDistinctNames(contracts());
    }

    private ServiceRegistry() {}

    /** Fails if two services implement an extension point, whose calls would go to either, or a service has the name of one. */
    static void requireDistinctNames(List<Contract> contracts) {
        Set<String> names = new HashSet<>();
        for (Contract contract : contracts) {
            for (Contract offered : contract.withExtensionPoints()) {
                if (!names.add(offered.service())) {
                    throw new IllegalStateException(offered.service() + " is offered by several services");
                }
                if (!offered.equals(contract) && !offered.routes().isEmpty()) {
                    throw new IllegalStateException(offered.service() + " is an extension point and has a route");
                }
            }
        }
    }

    /** A service's contract, and the factory of its verticle. */
    record ServiceDefinition(Contract contract, Function<NodeContext, ServiceVerticle> verticle) {
        /** Returns the definition of a service that needs nothing of its node but the service context. */
        static ServiceDefinition of(Contract contract, Function<ServiceContext, ServiceVerticle> verticle) {
            return new ServiceDefinition(contract, context -> verticle.apply(context.serviceContext()));
        }

        String name() {
            return contract.service();
        }
    }

    static List<ServiceDefinition> all() {
        return ALL;
    }

    /** Returns the contracts of all services. The frontend of every node serves all of them, whichever services the node runs. */
    public static List<Contract> contracts() {
        return ALL.stream().map(ServiceDefinition::contract).toList();
    }

    /** Returns the notifications that all services declare, whichever services a node runs. */
    static List<NotificationType<?>> notifications() {
        return contracts().stream()
                .<NotificationType<?>>flatMap(contract -> contract.notifications().stream())
                .toList();
    }

    /** Returns the names of all services, sorted. */
    public static Set<String> names() {
        return ALL.stream().map(ServiceDefinition::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns every schema with migrations. A service without a schema stores nothing. */
    public static List<String> schemas() {
        Stream<String> serviceSchemas = ALL.stream()
                .map(ServiceDefinition::name)
                .filter(name -> ServiceRegistry.class.getResource("/db/" + name) != null);
        return Stream.concat(SHARED_SCHEMAS.stream(), serviceSchemas).toList();
    }

    /** Returns the longest timeout of all operations. */
    static Duration maxOperationTimeout() {
        return contracts().stream()
                .flatMap(contract -> contract.operations().stream())
                .map(Operation::timeout)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
