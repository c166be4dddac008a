package io.busbar.services.bookings;

import io.busbar.data.Database;
import io.busbar.services.bookings.PartnerOperations.PartnerList;
import io.busbar.services.bookings.PartnerOperations.PartnerLists;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Lists booking partners. */
final class PartnerStore {
    /**
     * The condition on starts_at lets the index be used. It reaches back ten days further than the one on ends_at, longer than any
     * booking lasts. The limits bound the work for users with very many bookings.
     */
    private static final String LIST_PARTNERS =
            """
        select person, array(
          select partner from ((%s) union all (%s)) as own
          group by partner order by max(starts_at) desc, partner limit 500) as partners
        from unnest($1::uuid[]) with ordinality as asked (person, place)
        order by place""".formatted(partnersAs("professional", "customer"), partnersAs("customer", "professional"));

    private final Database database;

    PartnerStore(Database database) {
        this.database = database;
    }

    Future<PartnerLists> listPartners(List<UUID> users) {
        return database.query(LIST_PARTNERS, Tuple.of((Object) users.toArray(UUID[]::new)))
                .map(rows -> new PartnerLists(rows.stream()
                        .map(row -> new PartnerList(row.getUUID("person"), List.of(row.getArrayOfUUIDs("partners"))))
                        .toList()));
    }

    private static String partnersAs(String partner, String self) {
        return """
            select %s as partner, starts_at from bookings.booking
            where %s = person and status <> 'held' and status in ('pending', 'confirmed', 'completed')
              and starts_at > now() - interval '40 days' and ends_at > now() - interval '30 days'
            order by starts_at desc limit 2000""".formatted(partner, self);
    }
}
