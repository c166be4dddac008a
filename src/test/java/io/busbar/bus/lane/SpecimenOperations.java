package io.busbar.bus.lane;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.only;

import io.busbar.bus.Contract;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A contract made for the tests of the lane. */
interface SpecimenOperations {
    Contract SPECIMEN = Contract.of("specimen", "For the tests of the lane.");

    Operation<Words, Answered> READ = SPECIMEN.get("read", "/specimens")
            .summary("Read")
            .allow(anyone())
            .fails(FailureCode.CONFLICT)
            .maxRequest(1 << 20)
            .maxAnswer(64 << 10)
            .takes(Words.class)
            .answers(Answered.class);

    Operation<Words, Answered> HURRIED = SPECIMEN.get("hurried", "/specimens/hurried")
            .summary("Read within half a second")
            .allow(anyone())
            .within(Duration.ofMillis(500))
            .maxRequest(1 << 20)
            .takes(Words.class)
            .answers(Answered.class);

    Operation<Words, Answered> WRITE = SPECIMEN.post("write", "/specimens")
            .summary("Write; twice is not once")
            .allow(anyone())
            .takes(Words.class)
            .creates(Answered.class);

    Operation<Words, Answered> ADMINISTER = SPECIMEN.post("administer", "/specimens/admin")
            .summary("For admins")
            .allow(only(Role.ADMIN))
            .takes(Words.class)
            .answers(Answered.class);

    /** What is said. */
    record Words(
            @NotNull @Size(max = 1_000_000) String text,
            @Nullable Integer number) {}

    /** What is answered, and by whom. */
    record Answered(@NotNull String text, @NotNull String node) {}
}
