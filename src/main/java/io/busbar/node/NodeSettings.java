package io.busbar.node;

import io.busbar.data.DatabaseAddress;
import io.busbar.http.CidrBlock;
import io.busbar.http.FrontendSettings;
import io.busbar.http.bridge.SocketLimits;
import io.busbar.http.limits.Quota;
import io.busbar.services.mail.MailSettings;
import io.busbar.tokens.KeyRing;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node is told before it starts.
 *
 * @param home      the folder of the embedded servers, unless there are others to use
 * @param servers   the servers to use; null for embedded ones
 * @param jwtSecret what keys are derived from; null for the generated one, never null with servers of one's own
 * @param frontend     where the API listens, and its limits
 * @param services  which services this node runs
 * @param cluster   how nodes find and trust each other
 * @param accounts  of people: tokens, passwords, the first admin
 * @param mail      how mail leaves the deployment, or stays in it
 * @param maxOpenRequests how many requests for bookings one customer can have open; 0 for any number
 * @param demoProfessionals      how many professionals nobody is there are to be, to look around among
 */
public record NodeSettings(
        Path home,
        @Nullable ExternalServers servers,
        @Nullable String jwtSecret,
        FrontendSettings frontend,
        Set<String> services,
        ClusterSettings cluster,
        AccountSettings accounts,
        MailSettings mail,
        int maxOpenRequests,
        int demoProfessionals) {

    /** Servers that somebody else runs. */
    public record ExternalServers(DatabaseAddress database, String redisUrl) {}

    /**
     * The cluster this node belongs to.
     *
     * @param host one address of this machine that the other nodes reach
     * @param name nodes of one name form a cluster; null for the name that is kept in the database
     * @param tls  mutual TLS between nodes; null on the loopback interface alone
     */
    public record ClusterSettings(
            String host, @Nullable String name, @Nullable BusTls tls) {}

    /**
     * What holds for the accounts of people.
     *
     * @param accessTokenTtl   how long an access token holds
     * @param refreshTokenTtl  how long a session lasts without use
     * @param bcryptCost    rounds of a password's hash, as a power of two
     * @param deletionGracePeriod how long a deleted account can be taken up again
     * @param clientUrl     where the links in mails lead, without a slash at the end
     * @param admin         the first admin; null for none, or a generated one with embedded servers
     */
    public record AccountSettings(
            Duration accessTokenTtl,
            Duration refreshTokenTtl,
            int bcryptCost,
            Duration deletionGracePeriod,
            String clientUrl,
            @Nullable AdminCredentials admin) {}

    /** Who is made an admin at the start, unless they have an account. */
    public record AdminCredentials(String email, String password) {
        @Override
        public String toString() {
            return "AdminCredentials";
        }
    }

    /** PEM files: this node's certificate and its key, and the private CA that signed those of all nodes. */
    public record BusTls(Path certificate, Path key, Path ca) {}

    /** Where the same names may be given as properties, relative to the working folder. */
    public static final Path FILE = Path.of("conf", "busbar.properties");

    private static final int MIN_SECRET_LENGTH = 32;
    private static final Set<String> NAMES = Set.of(
            "ACCESS_TOKEN_EXPIRY",
            "ACCOUNT_DELETION_GRACE",
            "ADMIN_EMAIL",
            "ADMIN_PASSWORD",
            "BCRYPT_COST",
            "BUSBAR_HOME",
            "BUS_CA",
            "BUS_CERT",
            "BUS_KEY",
            "CLIENT_URL",
            "CLUSTER_HOST",
            "CLUSTER_NAME",
            "DATABASE_URL",
            "DEMO",
            "DEV_MAIL",
            "EMAIL_FROM",
            "EMAIL_HOST",
            "EMAIL_PASS",
            "EMAIL_PORT",
            "EMAIL_SECURE",
            "EMAIL_USER",
            "HOST",
            "JWT_SECRET",
            "MAX_SOCKETS",
            "METRICS_ALLOW",
            "OPEN_REQUESTS",
            "PORT",
            "RATE_LIMIT_AUTH",
            "RATE_LIMIT_GENERAL",
            "RATE_LIMIT_USER",
            "REDIS_URL",
            "REFRESH_TOKEN_EXPIRY",
            "SERVICES",
            "TLS_CERT",
            "TLS_KEY",
            "TRUST_PROXY");

    public NodeSettings {
        services = Set.copyOf(services);
    }

    /**
     * Reads the environment over the file. A variable that is blank counts as not given.
     *
     * @param known the services there are
     * @throws InvalidSettingsException with all that is wrong, not only the first
     */
    public static NodeSettings read(Map<String, String> environment, Path file, Set<String> known) {
        SettingSource variables = new SettingSource(environment, file, NAMES);
        ExternalServers externalServers = servers(variables);
        Set<String> origins = variables.read("CLIENT_URL", SettingParsers::origins, Set.of("http://localhost:8000"));
        boolean embedded = !variables.has("DATABASE_URL") && !variables.has("REDIS_URL");
        Set<String> services = variables.read("SERVICES", text -> SettingParsers.knownNames(known, text), known);
        FrontendSettings frontend = frontend(variables, origins);
        NodeSettings nodeSettings = new NodeSettings(
                variables.read("BUSBAR_HOME", SettingParsers::path, Path.of(".busbar")),
                externalServers,
                variables
                        .read("JWT_SECRET", text -> SettingParsers.minLength(MIN_SECRET_LENGTH, text))
                        .orElse(null),
                frontend,
                services,
                cluster(variables),
                accounts(
                        variables,
                        variables.has("CLIENT_URL") ? origins.iterator().next() : ownUrl(frontend)),
                MailSettingsReader.read(variables, embedded, services.contains("mail")),
                variables.read("OPEN_REQUESTS", text -> SettingParsers.number(0, 10_000, text), 20),
                variables.read("DEMO", SettingParsers::demoProfessionals, 0));
        if (!variables.problems().isEmpty()) {
            throw new InvalidSettingsException(variables.problems());
        }
        return nodeSettings;
    }

    /**
     * Reads a time like {@code 30s}, {@code 15m}, {@code 1h} or {@code 7d} that an access token may live.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    public static Duration accessTokenTtl(String text) {
        return SettingParsers.durationUpTo(KeyRing.MAX_TOKEN_LIFETIME, text);
    }

    private static @Nullable ExternalServers servers(SettingSource variables) {
        Optional<DatabaseAddress> database = variables.read("DATABASE_URL", DatabaseAddress::parse);
        Optional<String> redis = variables.read("REDIS_URL", SettingParsers::redisUrl);
        if (variables.has("DATABASE_URL") || variables.has("REDIS_URL")) {
            for (String name : List.of("DATABASE_URL", "REDIS_URL", "JWT_SECRET")) {
                if (!variables.has(name)) {
                    variables.addProblem(
                            name, "is missing: servers of your own need DATABASE_URL, REDIS_URL and JWT_SECRET");
                }
            }
        }
        return database.isPresent() && redis.isPresent() ? new ExternalServers(database.get(), redis.get()) : null;
    }

    private static FrontendSettings frontend(SettingSource variables, Set<String> origins) {
        FrontendSettings.RateQuotas defaults = FrontendSettings.RateQuotas.defaults();
        SocketLimits sockets = SocketLimits.defaults();
        return new FrontendSettings(
                variables.read("HOST", SettingParsers::listenAddress, "127.0.0.1"),
                variables.read("PORT", SettingParsers::port, 5000),
                tls(variables),
                origins,
                new FrontendSettings.RateQuotas(
                        rate(variables, "RATE_LIMIT_GENERAL", defaults.general()),
                        rate(variables, "RATE_LIMIT_AUTH", defaults.auth()),
                        rate(variables, "RATE_LIMIT_USER", defaults.user())),
                variables.read("TRUST_PROXY", SettingParsers::ranges, List.of()),
                variables.read(
                        "METRICS_ALLOW",
                        SettingParsers::ranges,
                        List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("::1"))),
                FrontendSettings.RequestLimits.defaults(),
                variables
                        .read("MAX_SOCKETS", text -> SettingParsers.number(0, 1_000_000, text))
                        .map(sockets::perNode)
                        .orElse(sockets));
    }

    private static Quota rate(SettingSource variables, String name, Quota defaultQuota) {
        return variables.read(name, text -> SettingParsers.quota(defaultQuota.name(), text), defaultQuota);
    }

    /** Where people find the page that this node serves itself. */
    private static String ownUrl(FrontendSettings frontend) {
        return (frontend.tls() == null ? "http" : "https") + "://localhost:" + frontend.port();
    }

    private static FrontendSettings.@Nullable Tls tls(SettingSource variables) {
        Optional<Path> certificate = variables.read("TLS_CERT", SettingParsers::certificate);
        Optional<Path> key = variables.read("TLS_KEY", SettingParsers::privateKey);
        if (variables.has("TLS_CERT") != variables.has("TLS_KEY")) {
            variables.addProblem(
                    variables.has("TLS_CERT") ? "TLS_KEY" : "TLS_CERT",
                    "is missing: TLS needs both TLS_CERT and TLS_KEY");
        }
        return certificate.isPresent() && key.isPresent()
                ? new FrontendSettings.Tls(certificate.get(), key.get())
                : null;
    }

    private static AccountSettings accounts(SettingSource variables, String clientUrl) {
        Optional<String> email = variables.read("ADMIN_EMAIL", SettingParsers::email);
        Optional<String> password = variables.read("ADMIN_PASSWORD", text -> SettingParsers.minLength(8, text));
        if (variables.has("ADMIN_EMAIL") != variables.has("ADMIN_PASSWORD")) {
            variables.addProblem(
                    variables.has("ADMIN_EMAIL") ? "ADMIN_PASSWORD" : "ADMIN_EMAIL",
                    "is missing: the first admin needs both ADMIN_EMAIL and ADMIN_PASSWORD");
        }
        return new AccountSettings(
                variables.read("ACCESS_TOKEN_EXPIRY", NodeSettings::accessTokenTtl, Duration.ofHours(1)),
                variables.read("REFRESH_TOKEN_EXPIRY", SettingParsers::duration, Duration.ofDays(7)),
                variables.read("BCRYPT_COST", text -> SettingParsers.number(4, 16, text), 11),
                variables.read("ACCOUNT_DELETION_GRACE", SettingParsers::duration, Duration.ofDays(30)),
                clientUrl,
                email.isPresent() && password.isPresent() ? new AdminCredentials(email.get(), password.get()) : null);
    }

    private static ClusterSettings cluster(SettingSource variables) {
        InetAddress host =
                variables.read("CLUSTER_HOST", SettingParsers::localAddress, InetAddress.getLoopbackAddress());
        Optional<Path> certificate = variables.read("BUS_CERT", SettingParsers::certificate);
        Optional<Path> key = variables.read("BUS_KEY", SettingParsers::privateKey);
        Optional<Path> ca = variables.read("BUS_CA", SettingParsers::certificate);
        List<String> names = List.of("BUS_CERT", "BUS_KEY", "BUS_CA");
        if (!host.isLoopbackAddress() || names.stream().anyMatch(variables::has)) {
            names.stream()
                    .filter(name -> !variables.has(name))
                    .forEach(name -> variables.addProblem(
                            name,
                            "is missing: nodes that reach each other beyond this machine need BUS_CERT, BUS_KEY and BUS_CA,"
                                    + " as whoever reaches the bus of a node could call its services"));
        }
        BusTls tls = certificate.isPresent() && key.isPresent() && ca.isPresent()
                ? new BusTls(certificate.get(), key.get(), ca.get())
                : null;
        return new ClusterSettings(
                host.getHostAddress(),
                variables.read("CLUSTER_NAME", SettingParsers::clusterName).orElse(null),
                tls);
    }

    /** Nothing of it: it holds secrets. */
    @Override
    public String toString() {
        return "NodeSettings";
    }
}
