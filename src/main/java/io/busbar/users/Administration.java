package io.busbar.users;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.users.StandingRules.Verdict;
import io.busbar.users.Standings.Wish;
import io.busbar.users.UserAdminOperations.BulkOperation;
import io.busbar.users.UserAdminOperations.BulkRequest;
import io.busbar.users.UserAdminOperations.BulkResult;
import io.busbar.users.UserAdminOperations.BulkRow;
import io.busbar.users.UserAdminOperations.Deleted;
import io.busbar.users.UserAdminOperations.GivenStatus;
import io.busbar.users.UserAdminOperations.Outcome;
import io.busbar.users.UserAdminOperations.ReadUser;
import io.busbar.users.UserAdminOperations.SetStatus;
import io.busbar.users.UserAdminOperations.UpdateUser;
import io.busbar.users.UsersOperations.ProfileUpdated;
import io.busbar.users.UsersOperations.User;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What admins do about other people's accounts. */
final class Administration {
    /** What came of the rows is to be told while somebody still waits for it. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Profiles profiles;
    private final Standings standings;
    private final AccountStore accounts;
    private final Changes changes;

    Administration(Profiles profiles, Standings standings, AccountStore accounts, Changes changes) {
        this.profiles = profiles;
        this.standings = standings;
        this.accounts = accounts;
        this.changes = changes;
    }

    Future<ProfileUpdated> update(UpdateUser request, Call<ProfileUpdated> call) {
        Role role = request.role();
        ProfileChange profile =
                role == null ? ProfileChange.of(request.profile()) : ProfileChange.ofPart(request.profile());
        return call.change(tx -> promoted(tx, request.id(), role, actor(call))
                .compose(done ->
                        profile.isEmpty() ? user(tx, request.id()) : profiles.write(tx, request.id(), profile, role))
                .map(user -> new ProfileUpdated("User updated", user)));
    }

    private Future<Void> promoted(Tx tx, UUID id, @Nullable Role role, @Nullable UUID actor) {
        return role == null
                ? Future.succeededFuture()
                : standings.require(tx, id, new Wish(BulkOperation.ROLE, actor, role, null));
    }

    Future<ProfileUpdated> setStatus(SetStatus request, Call<ProfileUpdated> call) {
        boolean active = request.status() == GivenStatus.ACTIVE;
        Wish wish = new Wish(
                active ? BulkOperation.ACTIVATE : BulkOperation.SUSPEND,
                actor(call),
                null,
                Accounts.tidy(request.reason(), 500, "/reason"));
        return call.change(tx -> standings
                .require(tx, request.id(), wish)
                .compose(done -> user(tx, request.id()))
                .map(user -> new ProfileUpdated(active ? "User activated" : "User suspended", user)));
    }

    Future<Deleted> delete(ReadUser request, Call<Deleted> call) {
        Wish wish = new Wish(BulkOperation.DELETE, actor(call), null, null);
        return call.change(tx -> standings
                .require(tx, request.id(), wish)
                .compose(done -> standings.eraseAt(tx, request.id()))
                .map(eraseAt -> new Deleted("User deleted", eraseAt)));
    }

    /** One change for each row, one after the other. */
    Future<BulkResult> bulk(BulkRequest request, Call<BulkResult> call) {
        if ((request.operation() == BulkOperation.ROLE) != (request.role() != null)) {
            throw Failure.invalid(
                    "/role", request.role() == null ? "is required for this operation" : "is for the operation role");
        }
        List<UUID> ids = request.ids().stream().distinct().toList();
        Wish wish = new Wish(request.operation(), actor(call), request.role(), null);
        boolean dry = Boolean.TRUE.equals(request.dryRun());
        Future<List<BulkRow>> rows = dry ? tried(ids, wish) : done(ids, wish, call, new ArrayList<>());
        return rows.map(results -> new BulkResult(dry, results));
    }

    /** As it would go: whoever is taken away counts no longer for those behind. */
    private Future<List<BulkRow>> tried(List<UUID> ids, Wish wish) {
        return standings.look(ids).map(people -> {
            List<BulkRow> rows = new ArrayList<>();
            int gone = 0;
            for (UUID id : ids) {
                StandingStore.Held held = people.get(id);
                StandingStore.Held then = held == null
                        ? null
                        : new StandingStore.Held(held.role(), held.status(), held.sentAway(), held.admins() - gone);
                Verdict verdict = Standings.judge(wish, id, then);
                rows.add(new BulkRow(id, verdict.outcome(), verdict.message()));
                if (then != null && verdict.outcome() == Outcome.CHANGED && StandingRules.isActiveAdmin(then)) {
                    gone++;
                }
            }
            return rows;
        });
    }

    private Future<List<BulkRow>> done(List<UUID> ids, Wish wish, Call<?> call, List<BulkRow> rows) {
        if (rows.size() == ids.size()) {
            return Future.succeededFuture(rows);
        }
        if (Instant.now().isAfter(call.caller().deadline().minus(MARGIN))) {
            ids.stream()
                    .skip(rows.size())
                    .map(id -> new BulkRow(id, Outcome.NOT_TRIED, "There was no time left for it"))
                    .forEach(rows::add);
            return Future.succeededFuture(rows);
        }
        UUID id = ids.get(rows.size());
        return changes.change(call.caller(), UserAdminOperations.BULK.name(), tx -> standings.fulfil(tx, id, wish))
                .recover(cause -> Future.succeededFuture(new Verdict(Outcome.FAILED, message(cause))))
                .compose(verdict -> {
                    rows.add(new BulkRow(id, verdict.outcome(), verdict.message()));
                    return done(ids, wish, call, rows);
                });
    }

    private static String message(Throwable cause) {
        return cause instanceof Failure failure ? failure.text() : "It failed";
    }

    private Future<User> user(Tx tx, UUID id) {
        return accounts.byId(tx, id).map(AccountOperations.Account::user);
    }

    private static @Nullable UUID actor(Call<?> call) {
        return call.caller().userId().orElse(null);
    }
}
