package io.busbar.node;

import io.busbar.bus.text.CidrBlock;
import io.busbar.data.DatabaseAddress;
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
 * The settings of a node.
 *
 * @param dataFolder        the data folder of the embedded servers
 * @param externalServers           the external servers; null for embedded ones
 * @param jwtSecret         the secret from which keys are derived; null for the generated one, never null with external servers
 * @param previousJwtSecrets further secrets that are accepted while the secret is replaced
 * @param frontend          address, TLS and limits of the HTTP frontend
 * @param services          the services that this node runs
 * @param cluster           address, name and certificates of the cluster
 * @param accounts          settings of user accounts: tokens, passwords, the first admin
 * @param mail              the mail server, or the development mailbox
 * @param outboundAllow     networks that are not public and that outbound calls may reach nevertheless
 * @param maxOpenRequests   maximum number of open booking requests of a customer; 0 for no limit
 * @param demoProfessionals number of demo professionals to create
 */
public record NodeSettings(
        Path dataFolder,
        @Nullable ExternalServers externalServers,
        @Nullable String jwtSecret,
        List<String> previousJwtSecrets,
        FrontendSettings frontend,
        Set<String> services,
        ClusterSettings cluster,
        AccountSettings accounts,
        MailSettings mail,
        List<CidrBlock> outboundAllow,
        int maxOpenRequests,
        int demoProfessionals) {

    /** Servers that the operator runs. */
    public record ExternalServers(DatabaseAddress database, String redisUrl) {}

    /**
     * The cluster of this node.
     *
     * @param host the address of this machine at which other nodes reach it
     * @param name the cluster's name; null for the name in the database
     * @param tls  mutual TLS between nodes; null if the cluster is limited to the loopback interface
     */
    public record ClusterSettings(
            String host, @Nullable String name, @Nullable BusTls tls) {}

    /**
     * The settings of user accounts.
     *
     * @param accessTokenTtl      lifetime of an access token
     * @param refreshTokenTtl     idle time after which a session ends
     * @param bcryptCost          rounds of the password hash, as a power of two
     * @param deletionGracePeriod time from the deletion of an account to its erasure
     * @param clientUrl           base URL of the links in emails, without a trailing slash
     * @param admin               the first admin; null for none, or for a generated one with embedded servers
     */
    public record AccountSettings(
            Duration accessTokenTtl,
            Duration refreshTokenTtl,
            int bcryptCost,
            Duration deletionGracePeriod,
            String clientUrl,
            @Nullable AdminCredentials admin) {}

    /** The credentials of the first admin, who is created at the start unless the address has an account. */
    public record AdminCredentials(String email, String password) {
        @Override
        public String toString() {
            return "AdminCredentials";
        }
    }

    /** PEM files: the certificate and key of this node, and the private CA that signed the certificates of all nodes. */
    public record BusTls(Path certificate, Path key, Path ca) {}

    /** The properties file with the same names, relative to the working folder. */
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
            "JWT_SECRET_PREVIOUS",
            "MAX_OPEN_REQUESTS",
            "MAX_SOCKETS",
            "METRICS_ALLOW",
            "OUTBOUND_ALLOW",
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
        previousJwtSecrets = List.copyOf(previousJwtSecrets);
        outboundAllow = List.copyOf(outboundAllow);
    }

    /**
     * Reads the settings from the environment and the file; the environment takes precedence. Blank values count as not set.
     *
     * @param known the names of all services
     * @throws InvalidSettingsException with all problems
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
                variables.read(
                        "JWT_SECRET_PREVIOUS", text -> SettingParsers.secrets(MIN_SECRET_LENGTH, text), List.of()),
                frontend,
                services,
                cluster(variables),
                accounts(
                        variables,
                        variables.has("CLIENT_URL") ? origins.iterator().next() : ownUrl(frontend)),
                MailSettingsReader.read(variables, embedded, services.contains("mail")),
                variables.read("OUTBOUND_ALLOW", SettingParsers::ranges, List.of()),
                variables.read("MAX_OPEN_REQUESTS", text -> SettingParsers.number(0, 10_000, text), 20),
                variables.read("DEMO", SettingParsers::demoProfessionals, 0));
        if (!variables.problems().isEmpty()) {
            throw new InvalidSettingsException(variables.problems());
        }
        return nodeSettings;
    }

    /**
     * Parses the lifetime of an access token, for example {@code 30s}, {@code 15m}, {@code 1h} or {@code 7d}.
     *
     * @throws IllegalArgumentException if the text is not a duration or exceeds the maximum lifetime
     */
    public static Duration accessTokenTtl(String text) {
        return SettingParsers.durationUpTo(KeyRing.MAX_TOKEN_LIFETIME, text);
    }

    private static @Nullable ExternalServers servers(SettingSource variables) {
        Optional<DatabaseAddress> database = variables.read("DATABASE_URL", DatabaseAddress::parse);
        Optional<String> redis = variables.read("REDIS_URL", SettingParsers::redisUrl);
        if (variables.has("DATABASE_URL") || variables.has("REDIS_URL")) {
            requireAll(
                    variables,
                    List.of("DATABASE_URL", "REDIS_URL", "JWT_SECRET"),
                    "is missing: external servers need DATABASE_URL, REDIS_URL and JWT_SECRET");
        }
        return database.isPresent() && redis.isPresent() ? new ExternalServers(database.get(), redis.get()) : null;
    }

    private static void requireAll(SettingSource variables, List<String> names, String message) {
        names.stream().filter(name -> !variables.has(name)).forEach(name -> variables.addProblem(name, message));
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
                        .map(sockets::withMaxPerNode)
                        .orElse(sockets));
    }

    private static Quota rate(SettingSource variables, String name, Quota defaultQuota) {
        return variables.read(name, text -> SettingParsers.quota(defaultQuota.name(), text), defaultQuota);
    }

    /** Returns the URL of the web page that this node serves. */
    private static String ownUrl(FrontendSettings frontend) {
        return (frontend.tls() == null ? "http" : "https") + "://localhost:" + frontend.port();
    }

    private static FrontendSettings.@Nullable Tls tls(SettingSource variables) {
        Optional<Path> certificate = variables.read("TLS_CERT", SettingParsers::certificate);
        Optional<Path> key = variables.read("TLS_KEY", SettingParsers::privateKey);
        if (variables.has("TLS_CERT") || variables.has("TLS_KEY")) {
            requireAll(variables, List.of("TLS_CERT", "TLS_KEY"), "is missing: TLS needs both TLS_CERT and TLS_KEY");
        }
        return certificate.isPresent() && key.isPresent()
                ? new FrontendSettings.Tls(certificate.get(), key.get())
                : null;
    }

    private static AccountSettings accounts(SettingSource variables, String clientUrl) {
        Optional<String> email = variables.read("ADMIN_EMAIL", SettingParsers::email);
        Optional<String> password = variables.read("ADMIN_PASSWORD", text -> SettingParsers.minLength(8, text));
        if (variables.has("ADMIN_EMAIL") || variables.has("ADMIN_PASSWORD")) {
            requireAll(
                    variables,
                    List.of("ADMIN_EMAIL", "ADMIN_PASSWORD"),
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
            requireAll(
                    variables,
                    names,
                    "is missing: a cluster beyond this machine needs BUS_CERT, BUS_KEY and BUS_CA,"
                            + " because a client that reaches the bus of a node can call its services");
        }
        BusTls tls = certificate.isPresent() && key.isPresent() && ca.isPresent()
                ? new BusTls(certificate.get(), key.get(), ca.get())
                : null;
        return new ClusterSettings(
                host.getHostAddress(),
                variables.read("CLUSTER_NAME", SettingParsers::clusterName).orElse(null),
                tls);
    }

    /** Returns only the type name, because some values are secret. */
    @Override
    public String toString() {
        return "NodeSettings";
    }
}
