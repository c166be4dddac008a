package io.busbar;

import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.node.ServiceRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes the OpenAPI document without starting a node, for linters and client generators. */
@Command(
        name = "openapi",
        mixinStandardHelpOptions = true,
        description = "Writes the OpenAPI document of all services.")
final class OpenApiCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "output file; standard output by default")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        String document = OpenApiDocument.of(ServiceRegistry.contracts()).toPrettyString() + "\n";
        if (file == null) {
            System.out.print(document);
        } else {
            Files.writeString(file, document);
        }
        return 0;
    }
}
