package io.busbar.node;

import io.busbar.data.DatabaseAddress;
import io.busbar.http.AddressRange;
import io.busbar.http.FrontSettings;
import io.busbar.http.bridge.SocketLimits;
import io.busbar.http.limits.Quota;
import io.busbar.mail.MailSettings;
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
 * @param front     where the API listens, and its limits
 * @param services  which services this node runs
 * @param cluster   how nodes find and trust each other
 * @param accounts  of people: tokens, passwords, the first admin
 * @param mail      how mail leaves the deployment, or stays in it
 * @param openRequests how many requests for bookings one customer can have open; 0 for any number
 * @param demo      how many professionals nobody is there are to be, to look around among
 */
public record Settings(
        Path home,
        @Nullable Servers servers,
        @Nullable String jwtSecret,
        FrontSettings front,
        Set<String> services,
        Cluster cluster,
        Accounts accounts,
        MailSettings mail,
        int openRequests,
        int demo) {

    /** Servers that somebody else runs. */
    public record Servers(DatabaseAddress database, String redisUrl) {}

    /**
     * The cluster this node belongs to.
     *
     * @param host one address of this machine that the other nodes reach
     * @param name nodes of one name form a cluster; null for the name that is kept in the database
     * @param tls  mutual TLS between nodes; null on the loopback interface alone
     */
    public record Cluster(
            String host, @Nullable String name, @Nullable BusTls tls) {}

    /**
     * What holds for the accounts of people.
     *
     * @param accessToken   how long an access token holds
     * @param refreshToken  how long a session lasts without use
     * @param bcryptCost    rounds of a password's hash, as a power of two
     * @param deletionGrace how long a deleted account can be taken up again
     * @param clientUrl     where the links in mails lead, without a slash at the end
     * @param admin         the first admin; null for none, or a generated one with embedded servers
     */
    public record Accounts(
            Duration accessToken,
            Duration refreshToken,
            int bcryptCost,
            Duration deletionGrace,
            String clientUrl,
            @Nullable FirstAdmin admin) {}

    /** Who is made an admin at the start, unless they have an account. */
    public record FirstAdmin(String email, String password) {
        @Override
        public String toString() {
            return "FirstAdmin";
        }
    }

    /** PEM files: this node's certificate and its key, and the private CA that signed those of all nodes. */
    public record BusTls(Path certificate, Path key, Path ca) {}

    /** Where the same names may be given as properties, relative to the working folder. */
    public static final Path FILE = Path.of("conf", "busbar.properties");

    private static final int SHORTEST_SECRET = 32;
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

    public Settings {
        services = Set.copyOf(services);
    }

    /**
     * Reads the environment over the file. A variable that is blank counts as not given.
     *
     * @param known the services there are
     * @throws BadSettings with all that is wrong, not only the first
     */
    public static Settings read(Map<String, String> environment, Path file, Set<String> known) {
        SettingSource variables = new SettingSource(environment, file, NAMES);
        Servers servers = servers(variables);
        Set<String> origins = variables.read("CLIENT_URL", SettingParsers::origins, Set.of("http://localhost:8000"));
        boolean embedded = !variables.has("DATABASE_URL") && !variables.has("REDIS_URL");
        Set<String> services = variables.read("SERVICES", text -> SettingParsers.subset(known, text), known);
        FrontSettings front = front(variables, origins);
        Settings settings = new Settings(
                variables.read("BUSBAR_HOME", SettingParsers::path, Path.of(".busbar")),
                servers,
                variables
                        .read("JWT_SECRET", text -> SettingParsers.atLeast(SHORTEST_SECRET, text))
                        .orElse(null),
                front,
                services,
                cluster(variables),
                accounts(
                        variables,
                        variables.has("CLIENT_URL") ? origins.iterator().next() : ownPage(front)),
                MailVariables.read(variables, embedded, services.contains("mail")),
                variables.read("OPEN_REQUESTS", text -> SettingParsers.number(0, 10_000, text), 20),
                variables.read("DEMO", SettingParsers::demo, 0));
        if (!variables.problems().isEmpty()) {
            throw new BadSettings(variables.problems());
        }
        return settings;
    }

    /**
     * Reads a time like {@code 30s}, {@code 15m}, {@code 1h} or {@code 7d} that an access token may live.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    public static Duration duration(String text) {
        return SettingParsers.durationUpTo(KeyRing.LONGEST_TOKEN, text);
    }

    private static @Nullable Servers servers(SettingSource variables) {
        Optional<DatabaseAddress> database = variables.read("DATABASE_URL", DatabaseAddress::parse);
        Optional<String> redis = variables.read("REDIS_URL", SettingParsers::redisUrl);
        if (variables.has("DATABASE_URL") || variables.has("REDIS_URL")) {
            for (String name : List.of("DATABASE_URL", "REDIS_URL", "JWT_SECRET")) {
                if (!variables.has(name)) {
                    variables.problem(
                            name, "is missing: servers of your own need DATABASE_URL, REDIS_URL and JWT_SECRET");
                }
            }
        }
        return database.isPresent() && redis.isPresent() ? new Servers(database.get(), redis.get()) : null;
    }

    private static FrontSettings front(SettingSource variables, Set<String> origins) {
        FrontSettings.Rates standard = FrontSettings.Rates.standard();
        SocketLimits sockets = SocketLimits.standard();
        return new FrontSettings(
                variables.read("HOST", SettingParsers::listenAddress, "127.0.0.1"),
                variables.read("PORT", SettingParsers::port, 5000),
                tls(variables),
                origins,
                new FrontSettings.Rates(
                        rate(variables, "RATE_LIMIT_GENERAL", standard.general()),
                        rate(variables, "RATE_LIMIT_AUTH", standard.auth()),
                        rate(variables, "RATE_LIMIT_USER", standard.user())),
                variables.read("TRUST_PROXY", SettingParsers::ranges, List.of()),
                variables.read(
                        "METRICS_ALLOW",
                        SettingParsers::ranges,
                        List.of(AddressRange.of("127.0.0.0/8"), AddressRange.of("::1"))),
                FrontSettings.Limits.standard(),
                variables
                        .read("MAX_SOCKETS", text -> SettingParsers.number(0, 1_000_000, text))
                        .map(sockets::perNode)
                        .orElse(sockets));
    }

    private static Quota rate(SettingSource variables, String name, Quota standard) {
        return variables.read(name, text -> SettingParsers.quota(standard.name(), text), standard);
    }

    /** Where people find the page that this node serves itself. */
    private static String ownPage(FrontSettings front) {
        return (front.tls() == null ? "http" : "https") + "://localhost:" + front.port();
    }

    private static FrontSettings.@Nullable Tls tls(SettingSource variables) {
        Optional<Path> certificate = variables.read("TLS_CERT", SettingParsers::certificate);
        Optional<Path> key = variables.read("TLS_KEY", SettingParsers::privateKey);
        if (variables.has("TLS_CERT") != variables.has("TLS_KEY")) {
            variables.problem(
                    variables.has("TLS_CERT") ? "TLS_KEY" : "TLS_CERT",
                    "is missing: TLS needs both TLS_CERT and TLS_KEY");
        }
        return certificate.isPresent() && key.isPresent() ? new FrontSettings.Tls(certificate.get(), key.get()) : null;
    }

    private static Accounts accounts(SettingSource variables, String clientUrl) {
        Optional<String> email = variables.read("ADMIN_EMAIL", SettingParsers::email);
        Optional<String> password = variables.read("ADMIN_PASSWORD", text -> SettingParsers.atLeast(8, text));
        if (variables.has("ADMIN_EMAIL") != variables.has("ADMIN_PASSWORD")) {
            variables.problem(
                    variables.has("ADMIN_EMAIL") ? "ADMIN_PASSWORD" : "ADMIN_EMAIL",
                    "is missing: the first admin needs both ADMIN_EMAIL and ADMIN_PASSWORD");
        }
        return new Accounts(
                variables.read("ACCESS_TOKEN_EXPIRY", Settings::duration, Duration.ofHours(1)),
                variables.read("REFRESH_TOKEN_EXPIRY", SettingParsers::duration, Duration.ofDays(7)),
                variables.read("BCRYPT_COST", text -> SettingParsers.number(4, 16, text), 11),
                variables.read("ACCOUNT_DELETION_GRACE", SettingParsers::duration, Duration.ofDays(30)),
                clientUrl,
                email.isPresent() && password.isPresent() ? new FirstAdmin(email.get(), password.get()) : null);
    }

    private static Cluster cluster(SettingSource variables) {
        InetAddress host = variables.read("CLUSTER_HOST", SettingParsers::ownAddress, InetAddress.getLoopbackAddress());
        Optional<Path> certificate = variables.read("BUS_CERT", SettingParsers::certificate);
        Optional<Path> key = variables.read("BUS_KEY", SettingParsers::privateKey);
        Optional<Path> ca = variables.read("BUS_CA", SettingParsers::certificate);
        List<String> names = List.of("BUS_CERT", "BUS_KEY", "BUS_CA");
        if (!host.isLoopbackAddress() || names.stream().anyMatch(variables::has)) {
            names.stream()
                    .filter(name -> !variables.has(name))
                    .forEach(name -> variables.problem(
                            name,
                            "is missing: nodes that reach each other beyond this machine need BUS_CERT, BUS_KEY and BUS_CA,"
                                    + " as whoever reaches the bus of a node could call its services"));
        }
        BusTls tls = certificate.isPresent() && key.isPresent() && ca.isPresent()
                ? new BusTls(certificate.get(), key.get(), ca.get())
                : null;
        return new Cluster(
                host.getHostAddress(),
                variables.read("CLUSTER_NAME", SettingParsers::clusterName).orElse(null),
                tls);
    }

    /** Nothing of it: it holds secrets. */
    @Override
    public String toString() {
        return "Settings";
    }
}
