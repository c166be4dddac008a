package io.busbar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.busbar.node.OfflineAdminCreator;
import io.busbar.node.OfflineAdminCreator.CreatedAdmin;
import io.busbar.node.StartupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes an admin, as nobody can register as one. */
@Command(
        name = "admin",
        mixinStandardHelpOptions = true,
        description = "Makes an admin of the nodes of this folder or database.")
final class AdminCommand implements Callable<Integer> {
    @Option(names = "--email", paramLabel = "ADDRESS", required = true, description = "what the admin signs in with")
    private String email = "";

    @Option(
            names = "--password-stdin",
            description = "reads the password from standard input; one is made up and printed unless given")
    private boolean passwordFromStdin;

    @Override
    public Integer call() throws IOException {
        CreatedAdmin created = OfflineAdminCreator.create(
                Busbar.settings(), email, passwordFromStdin ? readPassword() : null, System.err::println);
        if (!created.isAdmin()) {
            throw new StartupException(email + " has an account that is no admin's; it stays as it is");
        }
        if (created.password() == null) {
            System.err.println(email + " is an admin already; the password stays as it is");
        } else if (!passwordFromStdin) {
            System.out.println(created.password());
        }
        return 0;
    }

    private static @Nullable String readPassword() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        return line == null ? "" : line;
    }
}
