package io.busbar.services.users;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.Id;
import io.busbar.bus.Tx;
import io.busbar.services.users.AccountLifecycle.StatusChangeRequest;
import io.busbar.services.users.AccountLifecycleRules.Decision;
import io.busbar.services.users.AccountLifecycleStore.AccountStatusRow;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UserAdminOperations.AccountDeleted;
import io.busbar.services.users.UserAdminOperations.AssignableStatus;
import io.busbar.services.users.UserAdminOperations.BulkAction;
import io.busbar.services.users.UserAdminOperations.BulkItemResult;
import io.busbar.services.users.UserAdminOperations.BulkOutcome;
import io.busbar.services.users.UserAdminOperations.BulkRequest;
import io.busbar.services.users.UserAdminOperations.BulkResult;
import io.busbar.services.users.UserAdminOperations.SetAccountStatus;
import io.busbar.services.users.UserAdminOperations.UpdateUser;
import io.busbar.services.users.UsersOperations.ProfileUpdated;
import io.busbar.services.users.UsersOperations.User;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lets admins change the accounts of other users. */
final class UserAdministration {
    /** Time that a bulk update reserves before the request's deadline to send the response. */
    private static final Duration RESPONSE_MARGIN = Duration.ofSeconds(2);

    private final Profiles profiles;
    private final AccountLifecycle lifecycle;
    private final AccountStore accounts;
    private final Changes changes;

    UserAdministration(Profiles profiles, AccountLifecycle lifecycle, AccountStore accounts, Changes changes) {
        this.profiles = profiles;
        this.lifecycle = lifecycle;
        this.accounts = accounts;
        this.changes = changes;
    }

    Future<ProfileUpdated> update(UpdateUser request, Call<ProfileUpdated> call) {
        UserRole role = request.role();
        ProfileChange profile = ProfileChange.parse(request.profile());
        return call.change(tx -> changeRole(tx, request.id(), role, actor(call))
                .compose(done ->
                        profile.isEmpty() ? user(tx, request.id()) : profiles.write(tx, request.id(), profile, role))
                .map(user -> new ProfileUpdated("User updated", user)));
    }

    private Future<Void> changeRole(Tx tx, UUID id, @Nullable UserRole role, @Nullable UUID actor) {
        return role == null
                ? Future.succeededFuture()
                : lifecycle.applyOrFail(tx, id, new StatusChangeRequest(BulkAction.ROLE, actor, role, null));
    }

    Future<ProfileUpdated> setStatus(Tx tx, SetAccountStatus request, Call<ProfileUpdated> call) {
        boolean active = request.status() == AssignableStatus.ACTIVE;
        StatusChangeRequest change = new StatusChangeRequest(
                active ? BulkAction.ACTIVATE : BulkAction.SUSPEND, actor(call), null, request.reason());
        return lifecycle
                .applyOrFail(tx, request.id(), change)
                .compose(done -> user(tx, request.id()))
                .map(user -> new ProfileUpdated(active ? "User activated" : "User suspended", user));
    }

    Future<AccountDeleted> delete(Tx tx, Id request, Call<AccountDeleted> call) {
        StatusChangeRequest change = new StatusChangeRequest(BulkAction.DELETE, actor(call), null, null);
        return lifecycle
                .applyOrFail(tx, request.id(), change)
                .compose(done -> lifecycle.eraseAt(tx, request.id()))
                .map(eraseAt -> new AccountDeleted("User deleted", eraseAt));
    }

    /** Changes the accounts one after the other, each in its own transaction. */
    Future<BulkResult> bulk(BulkRequest request, Call<BulkResult> call) {
        if ((request.operation() == BulkAction.ROLE) != (request.role() != null)) {
            throw Failure.invalid(
                    "/role",
                    request.role() == null ? "is required for this operation" : "is only for the operation role");
        }
        List<UUID> ids = request.ids().stream().distinct().toList();
        StatusChangeRequest change = new StatusChangeRequest(request.operation(), actor(call), request.role(), null);
        boolean dryRun = Boolean.TRUE.equals(request.dryRun());
        Future<List<BulkItemResult>> rows =
                dryRun ? dryRun(ids, change) : applyAll(ids, change, call, new ArrayList<>());
        return rows.map(results -> new BulkResult(dryRun, results));
    }

    /** Evaluates the changes in order. An admin that an earlier change would remove no longer counts as active. */
    private Future<List<BulkItemResult>> dryRun(List<UUID> ids, StatusChangeRequest change) {
        return lifecycle.find(ids).map(rowsById -> {
            List<BulkItemResult> rows = new ArrayList<>();
            int removedAdmins = 0;
            for (UUID id : ids) {
                AccountStatusRow projected = withoutRemovedAdmins(rowsById.get(id), removedAdmins);
                Decision decision = AccountLifecycle.evaluate(change, id, projected);
                rows.add(new BulkItemResult(id, decision.outcome(), decision.message()));
                removedAdmins += removesAdmin(decision, projected) ? 1 : 0;
            }
            return rows;
        });
    }

    private static @Nullable AccountStatusRow withoutRemovedAdmins(
            @Nullable AccountStatusRow current, int removedAdmins) {
        return current == null
                ? null
                : new AccountStatusRow(
                        current.id(),
                        current.role(),
                        current.status(),
                        current.deletedByAdmin(),
                        current.activeAdmins() - removedAdmins);
    }

    private static boolean removesAdmin(Decision decision, @Nullable AccountStatusRow projected) {
        return projected != null
                && decision.outcome() == BulkOutcome.CHANGED
                && AccountLifecycleRules.isActiveAdmin(projected);
    }

    private Future<List<BulkItemResult>> applyAll(
            List<UUID> ids, StatusChangeRequest change, Call<?> call, List<BulkItemResult> rows) {
        if (rows.size() == ids.size()) {
            return Future.succeededFuture(rows);
        }
        if (Instant.now().isAfter(call.requestContext().deadline().minus(RESPONSE_MARGIN))) {
            ids.stream().skip(rows.size()).map(UserAdministration::notAttempted).forEach(rows::add);
            return Future.succeededFuture(rows);
        }
        UUID id = ids.get(rows.size());
        return changes.change(
                        call.requestContext(),
                        UserAdminOperations.BULK_UPDATE.name(),
                        tx -> lifecycle.apply(tx, id, change))
                .recover(cause -> Future.succeededFuture(new Decision(BulkOutcome.FAILED, message(cause))))
                .compose(decision -> {
                    rows.add(new BulkItemResult(id, decision.outcome(), decision.message()));
                    return applyAll(ids, change, call, rows);
                });
    }

    private static BulkItemResult notAttempted(UUID id) {
        return new BulkItemResult(id, BulkOutcome.NOT_ATTEMPTED, "Not attempted: the time limit was reached");
    }

    private static String message(Throwable cause) {
        return cause instanceof Failure failure ? failure.message() : "Failed; try again";
    }

    private Future<User> user(Tx tx, UUID id) {
        return accounts.byId(tx, id).map(AccountOperations.Account::user);
    }

    private static @Nullable UUID actor(Call<?> call) {
        return call.requestContext().userId().orElse(null);
    }
}
