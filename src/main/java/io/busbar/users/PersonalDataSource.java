package io.busbar.users;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Operation;
import io.busbar.bus.json.Json;
import io.busbar.users.AccountOperations.AccountId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * Another service that keeps something about people, and the operation that tells what.
 *
 * @param section names it in exports
 */
record PersonalDataSource(String section, Operation<AccountId, ? extends Record> operation) {
    /** What it keeps about one person. */
    Future<JsonObject> ask(Bus bus, UUID account, Caller caller) {
        return bus.call(operation, new AccountId(account), caller).map(Json::object);
    }
}
