package io.busbar.services.users.demo;

import io.busbar.bus.Tx;
import io.busbar.services.users.AccountOperations.DemoAccount;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Inserts the accounts of demo professionals. */
public final class DemoStore {
    private static final String INSERT = """
        insert into users.account
          (id, username, email, role, status, timezone, full_name, bio, skills, address, category, hourly_rate, currency, currency_digits)
        select id, username, email, 'professional', 'active', timezone, full_name, bio, skills, address, category, hourly_rate, 'EUR', 2
        from jsonb_to_recordset($1) as p (id uuid, username text, email text, timezone text, full_name text, bio text, skills text[], address jsonb,
                                          category text, hourly_rate bigint)
        on conflict do nothing
        returning id""";

    /** Inserts the accounts that do not exist yet and returns their IDs. */
    public Future<List<UUID>> insert(Tx tx, List<DemoAccount> accounts) {
        JsonArray rows = new JsonArray();
        accounts.forEach(account -> rows.add(json(account)));
        return tx.query(INSERT, Tuple.of(rows))
                .map(inserted -> inserted.stream().map(row -> row.getUUID("id")).toList());
    }

    private static JsonObject json(DemoAccount account) {
        return new JsonObject()
                .put("id", account.id().toString())
                .put("username", account.username())
                .put("email", account.email())
                .put("timezone", account.timeZone())
                .put("full_name", account.fullName())
                .put("bio", account.bio())
                .put("skills", new JsonArray(account.skills()))
                .put("address", new JsonObject().put("city", account.city()).put("state", account.state()))
                .put("category", account.category())
                .put("hourly_rate", account.hourlyRate() * 100L);
    }
}
