package io.busbar.node;

import static io.busbar.bus.settings.SettingType.number;

import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingGroup;
import io.busbar.bus.settings.SettingRule;
import io.busbar.bus.settings.SettingType;
import io.busbar.bus.settings.Settings;
import io.busbar.bus.text.CidrBlock;
import io.busbar.http.FrontendSettings;
import io.busbar.http.bridge.SocketLimits;
import io.busbar.http.limits.Quota;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of the HTTP frontend. */
final class HttpSettings {
    static final SettingGroup GROUP = new SettingGroup("Listening");

    private static final FrontendSettings.RateQuotas DEFAULT_QUOTAS = FrontendSettings.RateQuotas.defaults();

    static final Setting<Integer> PORT = GROUP.add(Setting.of("PORT", SettingType.of("port", SettingParsers::port))
            .defaultsTo(5000)
            .describe("where the API listens; `0`: any port; embedded nodes take the next free one"));

    static final Setting<String> HOST = GROUP.add(
            Setting.of("HOST", SettingType.of("address of this machine, or `0.0.0.0`", SettingParsers::listenAddress))
                    .defaultsTo("127.0.0.1")
                    .describe("where the API listens"));

    static final Setting<Path> TLS_CERT =
            GROUP.add(Setting.of("TLS_CERT", SettingType.of("PEM file", SettingParsers::certificate))
                    .example("conf/api.crt")
                    .describe("certificate with its chain; turns on HTTPS, and HTTP/2 by ALPN"));

    static final Setting<Path> TLS_KEY =
            GROUP.add(Setting.of("TLS_KEY", SettingType.of("PEM file", SettingParsers::privateKey))
                    .example("conf/api.key")
                    .describe("key of the certificate, PKCS#8 without a password"));

    static final Setting<List<CidrBlock>> TRUST_PROXY =
            GROUP.add(Setting.of("TRUST_PROXY", SettingType.of("networks (CIDR)", SettingParsers::ranges))
                    .defaultsTo(List.of())
                    .defaultsToComputed("none")
                    .example("10.0.0.0/8")
                    .describe("networks whose `X-Forwarded-For` is believed"));

    static final Setting<Set<String>> CLIENT_URL = GROUP.add(
            Setting.of("CLIENT_URL", SettingType.of("origins, separated by commas", SettingParsers::origins))
                    .defaultsTo(Set.of("http://localhost:8000"))
                    .defaultsToComputed("`http://localhost:8000`")
                    .example("http://localhost:8000")
                    .describe(
                            "browser origins that may call with credentials; links in emails lead to the first one, or to the node's own page if none is given"));

    static final Setting<List<CidrBlock>> METRICS_ALLOW =
            GROUP.add(Setting.of("METRICS_ALLOW", SettingType.of("networks (CIDR)", SettingParsers::ranges))
                    .defaultsTo(List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("::1")))
                    .defaultsToComputed("loopback")
                    .example("10.0.0.0/8")
                    .describe("networks that may read `/metrics` without an admin token"));

    static final Setting<List<CidrBlock>> OUTBOUND_ALLOW = GROUP.add(
            Setting.of("OUTBOUND_ALLOW", SettingType.of("networks (CIDR)", SettingParsers::ranges))
                    .defaultsTo(List.of())
                    .defaultsToComputed("none")
                    .example("10.20.0.0/16")
                    .describe(
                            "private networks that webhooks, imports and vendors may nevertheless be on; all other addresses that are not public are refused"));

    static final Setting<Integer> MAX_SOCKETS = GROUP.add(Setting.of("MAX_SOCKETS", number(0, 1_000_000))
            .defaultsToComputed("what a quarter of the heap holds, at 20 KB each")
            .example("20000")
            .describe("browsers on the event bus of this node; further ones get 503"));

    static final Setting<Quota> RATE_LIMIT_GENERAL = GROUP.add(
            rateLimit("RATE_LIMIT_GENERAL", DEFAULT_QUOTAS.general()).describe("requests per seconds of one address"));

    static final Setting<Quota> RATE_LIMIT_AUTH = GROUP.add(rateLimit("RATE_LIMIT_AUTH", DEFAULT_QUOTAS.auth())
            .describe("requests per seconds of one address on sign-in routes"));

    static final Setting<Quota> RATE_LIMIT_USER =
            GROUP.add(rateLimit("RATE_LIMIT_USER", DEFAULT_QUOTAS.user()).describe("requests per seconds of one user"));

    static {
        GROUP.rule(SettingRule.allOrNone("is missing: TLS needs both TLS_CERT and TLS_KEY", TLS_CERT, TLS_KEY));
    }

    private HttpSettings() {}

    static FrontendSettings frontend(Settings settings) {
        SocketLimits sockets = SocketLimits.defaults();
        return new FrontendSettings(
                settings.get(HOST),
                settings.get(PORT),
                tls(settings),
                settings.get(CLIENT_URL),
                new FrontendSettings.RateQuotas(
                        settings.get(RATE_LIMIT_GENERAL), settings.get(RATE_LIMIT_AUTH), settings.get(RATE_LIMIT_USER)),
                settings.get(TRUST_PROXY),
                settings.get(METRICS_ALLOW),
                FrontendSettings.RequestLimits.defaults(),
                settings.find(MAX_SOCKETS).map(sockets::withMaxPerNode).orElse(sockets));
    }

    /** Returns the base URL of links in emails: the first origin, or the web page that this node serves. */
    static String clientUrl(Settings settings) {
        return settings.isGiven(CLIENT_URL)
                ? settings.get(CLIENT_URL).iterator().next()
                : (settings.isGiven(TLS_CERT) ? "https" : "http") + "://localhost:" + settings.get(PORT);
    }

    private static Setting<Quota> rateLimit(String name, Quota defaultQuota) {
        return Setting.of(
                        name,
                        new SettingType<>(
                                "count/seconds",
                                text -> SettingParsers.quota(defaultQuota.name(), text),
                                quota -> quota.count() + "/" + quota.window().toSeconds()))
                .defaultsTo(defaultQuota);
    }

    private static FrontendSettings.@Nullable Tls tls(Settings settings) {
        return settings.isGiven(TLS_CERT)
                ? new FrontendSettings.Tls(settings.get(TLS_CERT), settings.get(TLS_KEY))
                : null;
    }
}
