package io.busbar;

import io.busbar.node.NodeSettings;
import io.busbar.node.TokenIssuer;
import io.busbar.services.auth.AuthSettings;
import io.busbar.services.users.AccountOperations.UserRole;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints an access token, for demos, benchmarks and operators who are locked out. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints an access token that the nodes of this folder or database accept.")
final class TokenCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "ROLE",
            arity = "0..1",
            description = "customer, professional or admin; the role of the account by default")
    private @Nullable UserRole role;

    @Option(
            names = "--user",
            paramLabel = "ID",
            description = "ID of an active account, or of a user without one; a new ID by default")
    private @Nullable UUID user;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "lifetime like 15m or 7d; ACCESS_TOKEN_EXPIRY by default")
    private @Nullable Duration expires;

    @Override
    public Integer call() {
        if (role == null && user == null) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "ROLE is required without --user");
        }
        NodeSettings nodeSettings = Busbar.settings();
        System.out.println(TokenIssuer.issue(
                nodeSettings,
                user == null ? UUID.randomUUID() : user,
                role,
                expires == null ? nodeSettings.values().get(AuthSettings.ACCESS_TOKEN_EXPIRY) : expires,
                System.err::println));
        return 0;
    }
}
