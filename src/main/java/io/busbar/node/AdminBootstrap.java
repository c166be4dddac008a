package io.busbar.node;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.services.auth.AuthOperations;
import io.busbar.services.auth.AuthOperations.AdminCreated;
import io.busbar.services.auth.AuthOperations.CreateAdmin;
import io.busbar.services.users.UsersOperations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the first admin: the one from the settings, or a generated one if the node runs embedded servers. */
final class AdminBootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(AdminBootstrap.class);
    private static final String DEFAULT_EMAIL = "admin@busbar.localhost";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);
    /** Leaves out characters that are easily confused. */
    private static final String PASSWORD_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private AdminBootstrap() {}

    /**
     * Creates the first admin and returns it if its password was generated. Blocks, unless this node does not run users: then it retries in
     * the background until a node with users responds.
     *
     * @throws StartupException if the address or the password in the settings is not accepted
     */
    static Optional<AdminCredentials> run(Vertx vertx, Bus bus, NodeSettings nodeSettings) {
        AdminCredentials configured = AdminCredentials.of(nodeSettings.values()).orElse(null);
        boolean runsAuthAndUsers = nodeSettings
                .services()
                .containsAll(List.of(AuthOperations.AUTH.service(), UsersOperations.USERS.service()));
        if (configured == null) {
            return runsAuthAndUsers && nodeSettings.externalServers() == null ? generateAdmin(bus) : Optional.empty();
        }
        if (runsAuthAndUsers) {
            await(create(bus, configured));
        } else if (nodeSettings.services().contains(AuthOperations.AUTH.service())) {
            createWithRetry(vertx, bus, configured);
        }
        return Optional.empty();
    }

    private static Optional<AdminCredentials> generateAdmin(Bus bus) {
        AdminCredentials generated = new AdminCredentials(DEFAULT_EMAIL, generatePassword());
        return await(create(bus, generated)).created() ? Optional.of(generated) : Optional.empty();
    }

    /**
     * Creates the admin unless the address has an account. Fails with {@link StartupException} if the address or password is not accepted.
     */
    static Future<AdminCreated> create(Bus bus, AdminCredentials admin) {
        return bus.call(
                        AuthOperations.CREATE_ADMIN,
                        new CreateAdmin(admin.email(), admin.password()),
                        RequestContext.system("admin-bootstrap", TIMEOUT))
                .onSuccess(adminCreated -> {
                    if (!adminCreated.admin()) {
                        LOG.warn("{} already has an account without the admin role; left unchanged", admin.email());
                    } else if (adminCreated.created()) {
                        LOG.info("Created admin {}", admin.email());
                    }
                })
                .recover(cause ->
                        Future.failedFuture(isValidationError(cause) ? toStartupException((Failure) cause) : cause));
    }

    /** Returns a random password of four groups of five characters, with 100 bits of entropy. */
    static String generatePassword() {
        return new SecureRandom()
                .ints(20, 0, PASSWORD_ALPHABET.length())
                .mapToObj(index -> String.valueOf(PASSWORD_ALPHABET.charAt(index)))
                .collect(Collectors.joining())
                .replaceAll("(.{5})(?!$)", "$1-");
    }

    private static void createWithRetry(Vertx vertx, Bus bus, AdminCredentials admin) {
        create(bus, admin).onFailure(cause -> {
            if (cause instanceof StartupException) {
                LOG.error("Cannot create the first admin: {}", cause.getMessage());
            } else {
                LOG.info("Cannot create the first admin yet, retrying: {}", cause.getMessage());
                vertx.setTimer(RETRY_INTERVAL.toMillis(), fired -> createWithRetry(vertx, bus, admin));
            }
        });
    }

    private static boolean isValidationError(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == FailureCode.VALIDATION_ERROR;
    }

    private static StartupException toStartupException(Failure failure) {
        return new StartupException(failure.errors().stream()
                .map(error -> "The admin's "
                        + error.field().replace("/email", "e-mail address").replace("/password", "password") + " "
                        + error.msg())
                .collect(Collectors.joining(System.lineSeparator())));
    }

    private static AdminCreated await(Future<AdminCreated> created) {
        return Steps.await("Creating the admin", created, TIMEOUT);
    }
}
