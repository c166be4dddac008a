package io.busbar.bus.permissions;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.owner;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Access;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.OperationBuilder;
import io.busbar.bus.RequestContext.AnonymousPrincipal;
import io.busbar.bus.RequestContext.SystemPrincipal;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Role;
import io.busbar.services.users.AccountOperations.UserRole;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How operations declare permissions and objects. */
class PermissionDeclarationTest {
    private final Contract contract = Contract.of("files", "Files.");
    private final ResourceType file = contract.resource("file");

    record FileName(String name, @Nullable UUID folder) {}

    @Test
    void permission_notSet_isThatOfTheOperation() {
        Operation<Id, Empty> operation =
                get("download").allow(signedIn()).takes(Id.class).returnsEmpty();

        assertThat(operation.permission()).isEqualTo("files.download");
        assertThat(operation.resource()).isNull();
    }

    @Test
    void permission_setBeforeTheRequest_isTakenOver() {
        Operation<Id, Empty> operation = get("download")
                .permission("files.read")
                .on(file, "id")
                .allow(owner())
                .takes(Id.class)
                .returnsEmpty();

        assertThat(operation.permission()).isEqualTo("files.read");
        OperationResource resource = Objects.requireNonNull(operation.resource());
        assertThat(resource.type()).isEqualTo(file);
        UUID id = UUID.randomUUID();
        assertThat(resource.in(new Id(id))).isEqualTo(file.of(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "files", "files.", ".read", "Files.read", "files.read.all", "files.re ad", "files.read\n"})
    void permission_ofAnotherForm_isRefused(String name) {
        assertThatThrownBy(() -> get("download").permission(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid permission: " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "folder"})
    void on_componentThatIsNoRequiredId_isRefused(String component) {
        assertThatThrownBy(() -> get("download")
                        .allow(owner())
                        .on(file, component)
                        .takes(FileName.class)
                        .returnsEmpty())
                .hasMessage("files.download: the component " + component
                        + " with the ID of the file must be a required UUID");
        assertThat(contract.operations()).isEmpty();
    }

    @Test
    void on_componentThatDoesNotExist_isRefused() {
        assertThatThrownBy(() -> get("download")
                        .allow(owner())
                        .on(file, "identifier")
                        .takes(Id.class)
                        .returnsEmpty())
                .hasMessage("files.download concerns a file, but its request has no component identifier");
        assertThatThrownBy(() -> get("download").allow(owner()).on(file, "id").returnsEmpty())
                .as("no request at all")
                .hasMessage("files.download concerns a file, but its request has no component id");
    }

    @Test
    void on_resourceOfAnotherService_isRefused() {
        ResourceType foreign = Contract.of("notes", "Notes.").resource("note");

        assertThatThrownBy(() -> get("download")
                        .allow(owner())
                        .on(foreign, "id")
                        .takes(Id.class)
                        .returnsEmpty())
                .hasMessageStartingWith("files.download concerns an object of another service");
    }

    @Test
    void on_underRuleWithoutSignIn_isRefused() {
        assertThatThrownBy(() -> get("download")
                        .allow(anyone())
                        .on(file, "id")
                        .takes(Id.class)
                        .returnsEmpty())
                .hasMessage("files.download concerns an object, so its access rule must require sign-in");
        assertThatThrownBy(() ->
                        contract.internal("find").on(file, "id").takes(Id.class).returnsEmpty())
                .hasMessage("files.find concerns an object, so its access rule must require sign-in");
    }

    @Test
    void ruleAboutAnObject_withoutObject_isRefused() {
        assertThatThrownBy(() -> get("download")
                        .allow(role(Role.ADMIN).orShared())
                        .takes(Id.class)
                        .returnsEmpty())
                .hasMessage("files.download has a rule about an object and names none; add .on(TYPE, \"component\")");
    }

    @Test
    void permission_ofTwoOperationsWithDifferentRules_isRefused() {
        onFile("download", owner());
        onFile("preview", owner());

        assertThatThrownBy(() -> onFile("print", owner().orShared()))
                .hasMessage("files.download and files.print need the permission files.read, but their rules differ");
        assertThat(contract.operations()).hasSize(2);
    }

    @Test
    void resource_declaredTwiceOrWithAnotherName_isRefused() {
        assertThatThrownBy(() -> contract.hiddenResource("file")).hasMessage("files.file is declared twice");
        assertThatThrownBy(() -> contract.resource("File")).hasMessage("Invalid resource type: File");
        assertThat(contract.resources()).containsExactly(file);
    }

    @Test
    void allows_byRuleAboutAnObject_admitsEverySignedInUser() {
        UserPrincipal user = new UserPrincipal(UUID.randomUUID(), UserRole.CUSTOMER.role(), "s");
        UserPrincipal impersonated =
                new UserPrincipal(UUID.randomUUID(), UserRole.CUSTOMER.role(), "s", UUID.randomUUID());
        Access rule = role(Role.ADMIN).orOwner().or("team");

        assertThat(rule.allows(user)).isTrue();
        assertThat(rule.allows(impersonated)).isTrue();
        assertThat(rule.allows(new SystemPrincipal("test"))).isTrue();
        assertThat(rule.allows(new AnonymousPrincipal())).isFalse();
        assertThat(rule.allowsAnonymous()).isFalse();
        assertThat(rule.grantSources()).containsExactlyInAnyOrder("role", "owner", "team");
        assertThat(rule.isGrantedTo(Role.ADMIN)).isTrue();
        assertThat(rule.isGrantedTo(UserRole.CUSTOMER.role())).isFalse();
        assertThat(owner().withoutImpersonation().allows(impersonated)).isFalse();
        assertThat(owner().withoutImpersonation().allows(user)).isTrue();
    }

    @Test
    void rule_byNoRole_isRefusedOrMadeForEverySignedInUser() {
        assertThatThrownBy(() -> new Access.Roles(Set.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A rule by role names at least one role");
        assertThat(signedIn()).isEqualTo(new Access.Authenticated(false));
        assertThat(signedIn().isGrantedTo(UserRole.CUSTOMER.role())).isTrue();
        assertThat(Access.noImpersonation().isGrantedTo(UserRole.CUSTOMER.role()))
                .isTrue();
        assertThat(owner().isGrantedTo(Role.ADMIN)).isFalse();
    }

    @Test
    void denial_withoutEffect_isRefused() {
        Operation<Id, Empty> withoutObject =
                get("list").allow(signedIn()).takes(Id.class).returnsEmpty();
        UUID user = UUID.randomUUID();

        assertThatThrownBy(() -> Denial.of(user, withoutObject))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("files.list concerns no object");
        assertThatThrownBy(() -> new Denial(user, null, null, null)).isInstanceOf(IllegalArgumentException.class);
    }

    private OperationBuilder<Empty> get(String action) {
        return contract.get(action, "/files/" + action);
    }

    private void onFile(String action, Access rule) {
        get(action)
                .permission("files.read")
                .allow(rule)
                .on(file, "id")
                .takes(Id.class)
                .returnsEmpty();
    }
}
