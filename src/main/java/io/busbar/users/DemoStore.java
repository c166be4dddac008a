package io.busbar.users;

import io.busbar.bus.Tx;
import io.busbar.users.DemoPeople.DemoPerson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** The statement that makes people to look around among. */
final class DemoStore {
    private static final String INSERT = """
        insert into users.account
          (id, username, email, role, status, timezone, full_name, bio, skills, address, category, hourly_rate, currency, currency_digits)
        select id, username, email, 'professional', 'active', timezone, full_name, bio, skills, address, category, hourly_rate, 'EUR', 2
        from jsonb_to_recordset($1) as p (id uuid, username text, email text, timezone text, full_name text, bio text, skills text[], address jsonb,
                                          category text, hourly_rate bigint)
        on conflict do nothing
        returning id""";

    /** Those that were not there yet. */
    Future<List<UUID>> insert(Tx tx, List<DemoPerson> people) {
        JsonArray rows = new JsonArray();
        people.forEach(person -> rows.add(json(person)));
        return tx.query(INSERT, Tuple.of(rows))
                .map(made -> made.stream().map(row -> row.getUUID("id")).toList());
    }

    private static JsonObject json(DemoPerson person) {
        return new JsonObject()
                .put("id", person.id().toString())
                .put("username", person.username())
                .put("email", person.email())
                .put("timezone", person.zone())
                .put("full_name", person.fullName())
                .put("bio", person.bio())
                .put("skills", new JsonArray(person.skills()))
                .put("address", new JsonObject().put("city", person.city()).put("state", person.state()))
                .put("category", person.category())
                .put("hourly_rate", person.hourlyRate() * 100L);
    }
}
