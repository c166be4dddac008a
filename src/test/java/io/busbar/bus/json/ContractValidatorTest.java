package io.busbar.bus.json;

import static io.busbar.bus.Access.anyone;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.bus.Upload;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contract validation fails")
class ContractValidatorTest {
    private final Contract contract = Contract.of("unsound", "Declarations that cannot work.");

    record OptionalId(@Nullable UUID id) {}

    record Id(UUID id) {}

    record UnboundedLists(List<List<String>> lists) {}

    record File(Upload file) {}

    @Test
    @DisplayName("if a path parameter is optional or is not a component")
    void path() {
        assertRejected(
                contract.get("maybe", "/a/{id}")
                        .allow(anyone())
                        .takes(OptionalId.class)
                        .returnsEmpty(),
                "{id}");
        assertRejected(
                contract.get("none", "/a/{other}")
                        .allow(anyone())
                        .takes(Id.class)
                        .returnsEmpty(),
                "{other}");
    }

    @Test
    @DisplayName("if an alias has different parameters than the path")
    void alias() {
        assertRejected(
                contract.get("alias", "/a/{id}", "/b")
                        .allow(anyone())
                        .takes(Id.class)
                        .returnsEmpty(),
                "alias /b");
    }

    @Test
    @DisplayName("if a list, at any depth, has no maximum size")
    void lists() {
        assertRejected(
                contract.post("lists", "/a")
                        .allow(anyone())
                        .takes(UnboundedLists.class)
                        .returnsEmpty(),
                "no maximum size");
    }

    @Test
    @DisplayName("if the body's component does not exist")
    void component() {
        assertRejected(
                contract.post("raw", "/a")
                        .allow(anyone())
                        .takesRaw(Id.class, "body", "text/plain")
                        .returnsEmpty(),
                "body component body");
    }

    @Test
    @DisplayName("if a client could forge a reference to stored bytes in a JSON body")
    void upload() {
        assertRejected(
                contract.post("file", "/a").allow(anyone()).takes(File.class).returnsEmpty(), "an Upload requires");
    }

    private static void assertRejected(Operation<?, ?> operation, String because) {
        assertThatIllegalStateException()
                .isThrownBy(() -> RequestReader.of(operation))
                .withMessageContaining(operation.name())
                .withMessageContaining(because);
    }
}
