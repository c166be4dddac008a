package io.busbar.users;

import io.busbar.data.Database;
import io.busbar.users.PeopleOperations.Card;
import io.busbar.users.PeopleOperations.Cards;
import io.busbar.users.PeopleOperations.Name;
import io.busbar.users.PeopleOperations.Names;
import io.busbar.users.PeopleOperations.People;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** The statements that show many people at once. */
final class PeopleStore {
    private static final String NAMES = """
        select id, listed,
               case when status <> 'active' then null
                    when profile_visibility <> 'public' then username
                    else coalesce(case when $2::boolean then full_name else substring(full_name from '\\S+') end, username) end as name
        from users.account
        where id = any ($1) and status in ('active', 'suspended')""";

    private static final String CARDS = """
        select id, username, full_name, profile_picture, category, hourly_rate, currency, currency_digits, address ->> 'city' as city,
               rating_sum, rating_count
        from users.account
        where id = any ($1) and listed""";

    private final Database database;

    PeopleStore(Database database) {
        this.database = database;
    }

    /** In full, or by their first names. */
    Future<Names> names(People people, boolean full) {
        return database.query(NAMES, ids(people).addBoolean(full))
                .map(rows -> new Names(rows.stream()
                        .map(row -> new Name(row.getUUID("id"), row.getString("name"), row.getBoolean("listed")))
                        .toList()));
    }

    Future<Cards> cards(People people) {
        return database.query(CARDS, ids(people))
                .map(rows -> new Cards(rows.stream().map(PeopleStore::card).toList()));
    }

    private static Tuple ids(People people) {
        return Tuple.of(people.ids().toArray(UUID[]::new));
    }

    private static Card card(Row row) {
        return new Card(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("full_name"),
                row.getString("profile_picture"),
                row.getString("category"),
                AccountRow.price(row),
                row.getString("currency"),
                row.getString("city"),
                AccountRow.ratings(row));
    }
}
