package io.busbar.users;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Operation;
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
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .serializationInclusion(JsonInclude.Include.NON_ABSENT)
            .build();

    /** What it keeps about one person. */
    Future<JsonObject> ask(Bus bus, UUID account, Caller caller) {
        return bus.call(operation, new AccountId(account), caller).map(PersonalDataSource::json);
    }

    private static JsonObject json(Object record) {
        try {
            return new JsonObject(JSON.writeValueAsString(record));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + record.getClass(), e);
        }
    }
}
