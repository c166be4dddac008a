import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.busbar.tokens.KeyRing;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Creates customers and prints an access token for each. Arguments: database URI, JWT secret, number of customers. */
public final class Customers {
    private static final String INSERT = """
        insert into users.account (id, username, email, role, status)
        select gen_random_uuid(), 'bench' || n, 'bench' || n || '@example.com', 'customer', 'active' from generate_series(1, $1::int) as n
        returning id, token_version""";

    private Customers() {}

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        Database database = new Database(vertx, PgConnectOptions.fromUri(args[0]));
        TransactionalOutbox outbox =
                new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), new CompositeMeterRegistry());
        KeyRing ring = KeyRing.open(vertx, database, outbox.changes(), DeploymentSecrets.of(args[1])).await();
        for (Row row : database.transactionPool().preparedQuery(INSERT).execute(Tuple.of(Integer.valueOf(args[2]))).await()) {
            TokenGrant grant =
                    new TokenGrant(row.getUUID("id"), UserRole.CUSTOMER.role(), "bench", row.getLong("token_version"));
            System.out.println(ring.sign(grant, Duration.ofMinutes(59)));
        }
        System.exit(0);
    }
}
