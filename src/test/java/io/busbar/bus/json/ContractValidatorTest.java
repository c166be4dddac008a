package io.busbar.bus.json;

import static io.busbar.bus.Access.anyone;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.busbar.bus.Contract;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.data.Upload;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContractValidatorTest {
    private final Contract contract = Contract.of("unsound", "Declarations that cannot work.");

    record OptionalId(@Nullable UUID id) {}

    record Id(UUID id) {}

    record UnboundedLists(List<List<String>> lists) {}

    record UnboundedMap(Map<String, Integer> counts) {}

    record File(Upload file) {}

    record Rename(UUID id, String name) {}

    record Count(@Line(3) Integer count) {}

    @Test
    void validate_withOptionalOrUnknownPathParameter_fails() {
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
    void validate_withAliasOfOtherParameters_fails() {
        assertRejected(
                contract.get("alias", "/a/{id}", "/b")
                        .allow(anyone())
                        .takes(Id.class)
                        .returnsEmpty(),
                "alias /b");
    }

    @Test
    void validate_withUnboundedListAtAnyDepth_fails() {
        assertRejected(
                contract.post("lists", "/a")
                        .allow(anyone())
                        .takes(UnboundedLists.class)
                        .returnsEmpty(),
                "a list has no maximum size");
    }

    @Test
    void validate_withUnboundedMap_fails() {
        assertRejected(
                contract.post("map", "/a")
                        .allow(anyone())
                        .takes(UnboundedMap.class)
                        .returnsEmpty(),
                "a map has no maximum size");
    }

    @Test
    void validate_withUnknownBodyComponent_fails() {
        assertRejected(
                contract.post("raw", "/a")
                        .allow(anyone())
                        .takesRaw(Id.class, "body", "text/plain")
                        .returnsEmpty(),
                "body component body");
    }

    @Test
    @DisplayName("An upload in a JSON body is invalid, because a client could forge the reference to stored bytes.")
    void validate_withUploadInJsonBody_fails() {
        assertRejected(
                contract.post("file", "/a").allow(anyone()).takes(File.class).returnsEmpty(), "an Upload requires");
    }

    @Test
    void validate_withTextAnnotationOnOtherType_fails() {
        assertRejected(
                contract.post("count", "/a").allow(anyone()).takes(Count.class).returnsEmpty(), "@Line and @Text");
    }

    @Test
    void validate_withRequiredFieldOfPatch_fails() {
        assertRejected(
                contract.put("patch", "/a/{id}")
                        .allow(anyone())
                        .patches()
                        .takes(Rename.class)
                        .returnsEmpty(),
                "patches() is for requests");
    }

    private static void assertRejected(Operation<?, ?> operation, String because) {
        assertThatIllegalStateException()
                .isThrownBy(() -> RequestReader.of(operation))
                .withMessageContaining(operation.name())
                .withMessageContaining(because);
    }
}
