package io.busbar.services.permissions;

import io.busbar.bus.Access;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Require;
import io.busbar.bus.permissions.ExplainOperation;
import io.busbar.bus.permissions.ExplainOperation.ExplainDecision;
import io.busbar.bus.permissions.Explanation;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.services.permissions.PermissionOperations.ExplainPermission;
import io.busbar.services.permissions.PermissionOperations.Permission;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.UserRole;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists the permissions of all services, and asks the service of a permission to explain its decisions. */
final class PermissionHandlers {
    private final Bus bus;
    private final List<Operation<?, ?>> operations;
    private final ListResult<Permission> permissions;

    /** @param contracts the contracts of all services, whichever node runs them */
    PermissionHandlers(Bus bus, List<Contract> contracts) {
        this.bus = bus;
        this.operations = contracts.stream()
                .<Operation<?, ?>>flatMap(contract -> contract.routes().stream())
                .toList();
        this.permissions = new ListResult<>(operations.stream()
                .map(PermissionHandlers::toPermission)
                .sorted(Comparator.comparing(Permission::permission).thenComparing(Permission::operation))
                .toList());
    }

    Future<ListResult<Permission>> list() {
        return Future.succeededFuture(permissions);
    }

    Future<Explanation> explain(ExplainPermission request, Call<Explanation> call) {
        Operation<?, ?> operation = operationOf(request);
        return bus.call(AccountOperations.GET_ACCOUNT, new AccountId(request.user()), call.requestContext())
                .compose(account -> explain(operation, account, request.resource(), call));
    }

    private Future<Explanation> explain(
            Operation<?, ?> operation, Account account, @Nullable UUID resource, Call<Explanation> call) {
        return resource == null
                ? Future.succeededFuture(PermissionEvaluator.explain(
                        operation,
                        new UserPrincipal(account.id(), account.role().role(), "explanation")))
                : bus.call(
                        ExplainOperation.of(operation.service()),
                        new ExplainDecision(account.id(), account.role().role(), operation.permission(), resource),
                        call.requestContext());
    }

    /** Returns the operation to explain: one on objects if an object is given, otherwise one without. */
    private Operation<?, ?> operationOf(ExplainPermission request) {
        List<Operation<?, ?>> candidates = operations.stream()
                .filter(operation -> operation.permission().equals(request.permission()))
                .toList();
        Require.that(!candidates.isEmpty(), () -> Failure.invalid("/permission", "is not a permission"));
        boolean isOnObject = request.resource() != null;
        return candidates.stream()
                .filter(operation -> (operation.resource() != null) == isOnObject)
                .findFirst()
                .orElseThrow(() -> Failure.invalid(
                        "/resource",
                        isOnObject
                                ? "must be absent because the permission concerns no object"
                                : "is required because the permission concerns objects"));
    }

    private static Permission toPermission(Operation<?, ?> operation) {
        Access access = operation.access();
        return new Permission(
                operation.permission(),
                operation.name(),
                Arrays.stream(UserRole.values())
                        .filter(role -> access.isGrantedTo(role.role()))
                        .toList(),
                operation.resource() == null
                        ? List.of()
                        : access.grantSources().stream().sorted().toList(),
                operation.resource() == null
                        ? null
                        : operation.resource().type().fullName(),
                access.allowsAnonymous());
    }
}
