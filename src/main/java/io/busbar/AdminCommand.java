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

/** Creates an admin. Admins cannot register themselves. */
@Command(
        name = "admin",
        mixinStandardHelpOptions = true,
        description = "Creates an admin for the nodes of this folder or database.")
final class AdminCommand implements Callable<Integer> {
    @Option(names = "--email", paramLabel = "ADDRESS", required = true, description = "email address of the admin")
    private String email = "";

    @Option(
            names = "--password-stdin",
            description = "read the password from standard input; otherwise one is generated and printed")
    private boolean passwordFromStdin;

    @Override
    public Integer call() throws IOException {
        CreatedAdmin created = OfflineAdminCreator.create(
                Busbar.settings(), email, passwordFromStdin ? readPassword() : null, System.err::println);
        if (!created.isAdmin()) {
            throw new StartupException(email + " already has an account without the admin role; left unchanged");
        }
        if (created.password() == null) {
            System.err.println(email + " is already an admin; the password is unchanged");
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
