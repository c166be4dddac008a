package io.busbar.data;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a database is and as whom to go there. Every connection finds what stands in the schema {@code extensions} without naming it;
 * whatever else a statement names it names with its schema.
 */
public final class DatabaseAddress {
    private static final String SEARCH_PATH = "public,extensions";
    private static final int CONNECT_TIMEOUT_SECONDS = 5;

    private final PgConnectOptions options;

    private DatabaseAddress(PgConnectOptions options) {
        this.options = options;
    }

    /**
     * Reads {@code postgresql://user:password@host:port/database}, with {@code ?sslmode=} one of {@code disable}, {@code prefer},
     * {@code require}, {@code verify-ca} and {@code verify-full} for a server that speaks TLS. The last two ask the JVM's trust store.
     *
     * @throws IllegalArgumentException with what is wrong with it, but never the text itself, which holds a password
     */
    public static DatabaseAddress parse(String url) {
        PgConnectOptions options;
        try {
            options = PgConnectOptions.fromUri(url);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("must look like postgresql://user:password@host:port/database", e);
        }
        if (options.getHost().isBlank()
                || options.getUser().isBlank()
                || options.getDatabase().isBlank()) {
            throw new IllegalArgumentException("must name a host, a user and a database");
        }
        if (options.getSslMode() == SslMode.VERIFY_FULL) {
            options.setSslOptions(new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS"));
        } else if (options.getSslMode() != SslMode.DISABLE) {
            options.setSslOptions(new ClientSSLOptions().setTrustAll(options.getSslMode() != SslMode.VERIFY_CA));
        }
        return new DatabaseAddress(options.addProperty("search_path", SEARCH_PATH));
    }

    /** For {@link Database}, or a connection of one's own. */
    public PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    /** Blocking connections, for migrations. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {options.getHost()});
        source.setPortNumbers(new int[] {options.getPort()});
        source.setDatabaseName(options.getDatabase());
        source.setUser(options.getUser());
        source.setPassword(options.getPassword());
        source.setSslMode(options.getSslMode().value);
        source.setCurrentSchema(SEARCH_PATH);
        source.setApplicationName("busbar");
        source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        return source;
    }

    /** Host, port and database; no secrets. */
    @Override
    public String toString() {
        return options.getHost() + ":" + options.getPort() + "/" + options.getDatabase();
    }
}
