package io.busbar.node;

import io.busbar.auth.AuthOperations;
import io.busbar.auth.AuthSettings;
import io.busbar.auth.AuthVerticle;
import io.busbar.bookings.BookingOperations;
import io.busbar.bookings.BookingsSettings;
import io.busbar.bookings.BookingsVerticle;
import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.bus.ServiceVerticle;
import io.busbar.catalog.CatalogOperations;
import io.busbar.catalog.CatalogVerticle;
import io.busbar.deliveries.DeliveriesVerticle;
import io.busbar.deliveries.DeliveryOperations;
import io.busbar.mail.MailOperations;
import io.busbar.mail.MailVerticle;
import io.busbar.notifications.NotificationOperations;
import io.busbar.notifications.NotificationsVerticle;
import io.busbar.presence.PresenceOperations;
import io.busbar.presence.PresenceVerticle;
import io.busbar.reviews.ReviewOperations;
import io.busbar.reviews.ReviewsVerticle;
import io.busbar.users.UsersOperations;
import io.busbar.users.UsersSettings;
import io.busbar.users.UsersVerticle;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The services there are. A new one is one line here. */
public final class Services {
    private static final List<Service> ALL = List.of(
            new Service(
                    AuthOperations.AUTH, node -> new AuthVerticle(node.kernel(), authSettings(node), node.tokens())),
            new Service(
                    BookingOperations.BOOKINGS,
                    node -> new BookingsVerticle(
                            node.kernel(), new BookingsSettings(node.settings().openRequests()))),
            new Service(CatalogOperations.CATALOG, node -> new CatalogVerticle(node.kernel())),
            new Service(DeliveryOperations.DELIVERIES, node -> new DeliveriesVerticle(node.kernel())),
            new Service(
                    MailOperations.MAIL,
                    node -> new MailVerticle(node.kernel(), node.settings().mail(), node.secret(), node.mailbox())),
            new Service(ReviewOperations.REVIEWS, node -> new ReviewsVerticle(node.kernel())),
            new Service(
                    NotificationOperations.NOTIFICATIONS,
                    node -> new NotificationsVerticle(
                            node.kernel(), node.settings().accounts().clientUrl())),
            new Service(
                    PresenceOperations.PRESENCE,
                    node -> new PresenceVerticle(
                            node.kernel(), Objects.requireNonNull(node.online(), "presence needs Redis"))),
            new Service(
                    UsersOperations.USERS,
                    node -> new UsersVerticle(
                            node.kernel(),
                            new UsersSettings(node.settings().accounts().deletionGrace()))));

    /** Schemas that belong to no service, in the order in which they are made. */
    private static final List<String> SHARED_SCHEMAS = List.of("extensions", "node", "bus", "tokens");

    private Services() {}

    /** A service: what it answers, and what answers it. */
    record Service(Contract contract, Function<Deployment, ServiceVerticle> verticle) {
        String name() {
            return contract.service();
        }
    }

    static List<Service> all() {
        return ALL;
    }

    /** What all of them answer, whichever this node runs: every node fronts all of them. */
    public static List<Contract> contracts() {
        return ALL.stream().map(Service::contract).toList();
    }

    /** The names that {@code SERVICES} can hold. */
    public static Set<String> names() {
        return ALL.stream().map(Service::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every schema with migrations; a service without one stores nothing. */
    public static List<String> schemas() {
        Stream<String> own =
                ALL.stream().map(Service::name).filter(name -> Services.class.getResource("/db/" + name) != null);
        return Stream.concat(SHARED_SCHEMAS.stream(), own).toList();
    }

    private static AuthSettings authSettings(Deployment node) {
        Settings.Accounts accounts = node.settings().accounts();
        return new AuthSettings(
                node.secret(),
                accounts.accessToken(),
                accounts.refreshToken(),
                accounts.bcryptCost(),
                accounts.clientUrl());
    }

    /** The time limit of the slowest operation there is. */
    static Duration longestOperation() {
        return contracts().stream()
                .flatMap(contract -> contract.operations().stream())
                .map(Operation::timeLimit)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
