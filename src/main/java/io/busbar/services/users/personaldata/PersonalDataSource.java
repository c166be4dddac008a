package io.busbar.services.users.personaldata;

import io.busbar.bus.Bus;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.Json;
import io.busbar.services.users.AccountOperations.AccountId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * Another service that stores personal data, and the operation that returns it.
 *
 * @param section name of its section in exports
 */
public record PersonalDataSource(String section, Operation<AccountId, ? extends Record> operation) {
    /** Returns the service's data about a user. */
    Future<JsonObject> fetch(Bus bus, UUID account, RequestContext requestContext) {
        return bus.call(operation, new AccountId(account), requestContext).map(Json::object);
    }
}
