package io.busbar.services.users.demo;

import io.busbar.bus.Tx;
import io.busbar.services.users.demo.DemoProfessionals.DemoProfessional;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Inserts demo professionals. */
public final class DemoStore {
    private static final String INSERT = """
        insert into users.account
          (id, username, email, role, status, timezone, full_name, bio, skills, address, category, hourly_rate, currency, currency_digits)
        select id, username, email, 'professional', 'active', timezone, full_name, bio, skills, address, category, hourly_rate, 'EUR', 2
        from jsonb_to_recordset($1) as p (id uuid, username text, email text, timezone text, full_name text, bio text, skills text[], address jsonb,
                                          category text, hourly_rate bigint)
        on conflict do nothing
        returning id""";

    /** Inserts the professionals that do not exist yet and returns their IDs. */
    Future<List<UUID>> insert(Tx tx, List<DemoProfessional> professionals) {
        JsonArray rows = new JsonArray();
        professionals.forEach(professional -> rows.add(json(professional)));
        return tx.query(INSERT, Tuple.of(rows))
                .map(inserted -> inserted.stream().map(row -> row.getUUID("id")).toList());
    }

    private static JsonObject json(DemoProfessional professional) {
        return new JsonObject()
                .put("id", professional.id().toString())
                .put("username", professional.username())
                .put("email", professional.email())
                .put("timezone", professional.timeZone())
                .put("full_name", professional.fullName())
                .put("bio", professional.bio())
                .put("skills", new JsonArray(professional.skills()))
                .put(
                        "address",
                        new JsonObject().put("city", professional.city()).put("state", professional.state()))
                .put("category", professional.category())
                .put("hourly_rate", professional.hourlyRate() * 100L);
    }
}
