package io.busbar.bus.rpc;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.role;

import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A contract for the tests of request/reply. */
interface EchoOperations {
    Contract ECHO = Contract.of("echo", "For the tests of request/reply.").holdsNoPersonalData();

    Event<Id> ERASED = ECHO.event("erased", "A user was erased.", Id.class);

    Operation<EchoRequest, EchoResponse> READ = ECHO.get("read", "/echo")
            .summary("Read")
            .allow(anyone())
            .fails(FailureCode.CONFLICT)
            .maxRequestBytes(1 << 20)
            .maxResponseBytes(64 << 10)
            .takes(EchoRequest.class)
            .returns(EchoResponse.class);

    Operation<EchoRequest, EchoResponse> READ_SHORT_DEADLINE = ECHO.get("hurried", "/echo/hurried")
            .summary("Read within half a second")
            .allow(anyone())
            .timeout(Duration.ofMillis(500))
            .maxRequestBytes(1 << 20)
            .takes(EchoRequest.class)
            .returns(EchoResponse.class);

    Operation<EchoRequest, EchoResponse> WRITE = ECHO.post("write", "/echo")
            .summary("Write; twice is not once")
            .allow(anyone())
            .takes(EchoRequest.class)
            .creates(EchoResponse.class);

    Operation<EchoRequest, EchoResponse> ADMINISTER = ECHO.post("administer", "/echo/admin")
            .summary("For admins")
            .allow(role(Role.ADMIN))
            .takes(EchoRequest.class)
            .returns(EchoResponse.class);

    record EchoRequest(
            @Size(max = 1_000_000) String text, @Nullable Integer number) {}

    record EchoResponse(String text, String node) {}
}
