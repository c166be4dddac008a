package io.busbar.node;

import io.busbar.auth.AuthOperations;
import io.busbar.auth.AuthOperations.InstallAdmin;
import io.busbar.auth.AuthOperations.Installed;
import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.node.Settings.FirstAdmin;
import io.busbar.users.UsersOperations;
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
final class AdminInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(AdminInstaller.class);
    private static final String MADE_UP = "admin@busbar.localhost";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /** Without those that people confuse. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private AdminInstaller() {}

    /**
     * The admin that was made up, if one was. Blocks, unless another node is needed for it: then it happens once that is there.
     *
     * @throws CannotStart when the password of the settings may not be one
     */
    static Optional<FirstAdmin> atStart(Vertx vertx, Bus bus, Settings settings) {
        FirstAdmin wanted = settings.accounts().admin();
        boolean alone = settings.services()
                .containsAll(List.of(AuthOperations.AUTH.service(), UsersOperations.USERS.service()));
        if (wanted != null && alone) {
            await(install(bus, wanted));
        } else if (wanted != null && settings.services().contains(AuthOperations.AUTH.service())) {
            onceItCan(vertx, bus, wanted);
        } else if (wanted == null && alone && settings.servers() == null) {
            FirstAdmin madeUp = new FirstAdmin(MADE_UP, password());
            return await(install(bus, madeUp)).made() ? Optional.of(madeUp) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Makes the admin, unless the address has an account. Fails with {@link CannotStart} when it or the password is refused. */
    static Future<Installed> install(Bus bus, FirstAdmin admin) {
        return bus.call(
                        AuthOperations.INSTALL_ADMIN,
                        new InstallAdmin(admin.email(), admin.password()),
                        Caller.program("first-admin", PATIENCE))
                .onSuccess(installed -> {
                    if (!installed.admin()) {
                        LOG.warn("{} has an account that is no admin's; it stays as it is", admin.email());
                    } else if (installed.made()) {
                        LOG.info("{} is an admin", admin.email());
                    }
                })
                .recover(cause -> Future.failedFuture(isRefusal(cause) ? refused((Failure) cause) : cause));
    }

    /** Four groups of five: 100 bits. */
    static String password() {
        return new SecureRandom()
                .ints(20, 0, LETTERS.length())
                .mapToObj(index -> String.valueOf(LETTERS.charAt(index)))
                .collect(Collectors.joining())
                .replaceAll("(.{5})(?!$)", "$1-");
    }

    private static void onceItCan(Vertx vertx, Bus bus, FirstAdmin admin) {
        install(bus, admin).onFailure(cause -> {
            if (cause instanceof CannotStart) {
                LOG.error("There is no first admin: {}", cause.getMessage());
            } else {
                LOG.info("The first admin has to wait: {}", cause.getMessage());
                vertx.setTimer(PAUSE.toMillis(), fired -> onceItCan(vertx, bus, admin));
            }
        });
    }

    private static boolean isRefusal(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == FailureCode.VALIDATION_ERROR;
    }

    private static CannotStart refused(Failure failure) {
        return new CannotStart(failure.errors().stream()
                .map(error -> "The admin's "
                        + error.field().replace("/email", "e-mail address").replace("/password", "password") + " "
                        + error.msg())
                .collect(Collectors.joining(System.lineSeparator())));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("took longer than " + PATIENCE.toSeconds() + " s", e);
        }
    }
}
