package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Access;
import io.busbar.bus.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest {
    private static final Pattern CONTRACT = Pattern.compile("Contract\\.of\\(\\s*\"([a-z]+)\"");

    @Test
    void contracts_offerEveryContractOfTheSources() throws IOException {
        List<String> offered = ServiceRegistry.contracts().stream()
                .flatMap(contract -> contract.withExtensionPoints().stream())
                .map(Contract::service)
                .toList();

        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/busbar/services"))) {
            assertThat(sources.filter(Files::isRegularFile)
                            .flatMap(file -> CONTRACT.matcher(read(file)).results())
                            .map(match -> match.group(1)))
                    .as("contracts that no service of the registry has or implements")
                    .isNotEmpty()
                    .isSubsetOf(offered);
        }
    }

    @Test
    void requireDistinctNames_extensionPointOfTwoServices_fails() {
        Contract point = Contract.of("point", "An extension point.");
        Contract one = Contract.of("one", "Implements it.").implementing(point);
        Contract other = Contract.of("other", "Implements it, too.").implementing(point);

        ServiceRegistry.requireDistinctNames(List.of(one));

        assertThatThrownBy(() -> ServiceRegistry.requireDistinctNames(List.of(one, other)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("point is offered by several services");
    }

    @Test
    void requireDistinctNames_extensionPointWithARoute_fails() {
        Contract point = Contract.of("point", "An extension point.");
        point.get("read", "/point").summary("Read").allow(Access.anyone()).returnsEmpty();

        assertThatThrownBy(() -> ServiceRegistry.requireDistinctNames(
                        List.of(Contract.of("one", "Implements it.").implementing(point))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("point is an extension point and has a route");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
