package io.busbar.data;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Address and credentials of a database. The search path of every connection includes the schema {@code extensions}; statements name all
 * other schemas explicitly.
 */
public final class DatabaseAddress {
    private static final String SEARCH_PATH = "public,extensions";
    private static final int CONNECT_TIMEOUT_SECONDS = 5;

    private final PgConnectOptions options;

    private DatabaseAddress(PgConnectOptions options) {
        this.options = options;
    }

    /**
     * Parses {@code postgresql://user:password@host:port/database}. {@code ?sslmode=} is one of {@code disable}, {@code prefer}, {@code
     * require}, {@code verify-ca} and {@code verify-full}; the last two use the trust store of the JVM.
     *
     * @throws IllegalArgumentException with the problem, but never with the URL itself, which contains a password
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

    /** Returns the options for {@link Database} or a separate connection. */
    public PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    /** Returns blocking connections, for migrations. */
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

    /** Returns host, port and database, without secrets. */
    @Override
    public String toString() {
        return options.getHost() + ":" + options.getPort() + "/" + options.getDatabase();
    }
}
