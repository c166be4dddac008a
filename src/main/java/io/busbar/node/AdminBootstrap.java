package io.busbar.node;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.node.NodeSettings.AdminCredentials;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a deployment has an admin: the one of the settings, or with servers of its own one that it makes up. */
final class AdminBootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(AdminBootstrap.class);
    private static final String DEFAULT_EMAIL = "admin@busbar.localhost";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);
    /** Without those that people confuse. */
    private static final String PASSWORD_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private AdminBootstrap() {}

    /**
     * The admin that was made up, if one was. Blocks, unless another node is needed for it: then it happens once that is there.
     *
     * @throws StartupException when the password of the settings may not be one
     */
    static Optional<AdminCredentials> run(Vertx vertx, Bus bus, NodeSettings nodeSettings) {
        AdminCredentials configured = nodeSettings.accounts().admin();
        boolean runsAuthAndUsers = nodeSettings
                .services()
                .containsAll(List.of(AuthOperations.AUTH.service(), UsersOperations.USERS.service()));
        if (configured != null && runsAuthAndUsers) {
            await(create(bus, configured));
        } else if (configured != null && nodeSettings.services().contains(AuthOperations.AUTH.service())) {
            createWithRetry(vertx, bus, configured);
        } else if (configured == null && runsAuthAndUsers && nodeSettings.servers() == null) {
            AdminCredentials generated = new AdminCredentials(DEFAULT_EMAIL, generatePassword());
            return await(create(bus, generated)).created() ? Optional.of(generated) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Makes the admin, unless the address has an account. Fails with {@link StartupException} when it or the password is refused. */
    static Future<AdminCreated> create(Bus bus, AdminCredentials admin) {
        return bus.call(
                        AuthOperations.CREATE_ADMIN,
                        new CreateAdmin(admin.email(), admin.password()),
                        RequestContext.system("admin-bootstrap", TIMEOUT))
                .onSuccess(adminCreated -> {
                    if (!adminCreated.admin()) {
                        LOG.warn("{} has an account that is no admin's; it stays as it is", admin.email());
                    } else if (adminCreated.created()) {
                        LOG.info("{} is an admin", admin.email());
                    }
                })
                .recover(cause ->
                        Future.failedFuture(isValidationError(cause) ? toStartupException((Failure) cause) : cause));
    }

    /** Four groups of five: 100 bits. */
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
                LOG.error("There is no first admin: {}", cause.getMessage());
            } else {
                LOG.info("The first admin has to wait: {}", cause.getMessage());
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

    private static <T> T await(Future<T> future) {
        try {
            return future.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Startup step timed out after " + TIMEOUT.toSeconds() + " s", e);
        }
    }
}
