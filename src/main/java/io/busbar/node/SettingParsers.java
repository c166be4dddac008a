package io.busbar.node;

import io.busbar.bus.settings.SettingType;
import io.busbar.bus.text.CidrBlock;
import io.busbar.http.limits.Quota;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the values of the node's settings. The message of each exception completes a sentence that begins with the setting's name. */
final class SettingParsers {
    private static final Pattern QUOTA = Pattern.compile("([1-9][0-9]{0,8})/([1-9][0-9]{0,4})");

    private static final long SECONDS_PER_DAY = 86_400;

    private SettingParsers() {}

    static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("must be a port from 0 (any) to 65535, not " + text);
    }

    static Quota quota(String name, String text) {
        Matcher parts = QUOTA.matcher(text);
        if (parts.matches() && Long.parseLong(parts.group(2)) <= SECONDS_PER_DAY) {
            return new Quota(name, Long.parseLong(parts.group(1)), Duration.ofSeconds(Long.parseLong(parts.group(2))));
        }
        throw new IllegalArgumentException("must be a count and seconds like 600/60, within a day, not " + text);
    }

    static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** Parses secrets that are separated by commas. */
    static List<String> secrets(SettingType<String> secret, String text) {
        return list(text).stream().map(secret.parser()).toList();
    }

    static List<CidrBlock> ranges(String text) {
        return list(text).stream().map(SettingParsers::range).toList();
    }

    private static CidrBlock range(String text) {
        try {
            return CidrBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must list networks like 10.0.0.0/8 or addresses, not " + text, e);
        }
    }

    /** Parses origins as browsers send them: scheme, host and port. */
    static Set<String> origins(String text) {
        Set<String> origins = new LinkedHashSet<>();
        for (String origin : list(text)) {
            URI uri = uri(origin);
            boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getHost() == null || !bare || uri.getRawQuery() != null || uri.getUserInfo() != null) {
                throw new IllegalArgumentException("must list origins like https://app.example.com, not " + origin);
            }
            origins.add(uri.getScheme() + "://" + uri.getRawAuthority());
        }
        if (origins.isEmpty()) {
            throw new IllegalArgumentException("must list at least one origin like https://app.example.com");
        }
        return origins;
    }

    static String redisUrl(String text) {
        URI uri = uri(text);
        boolean redis = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
        if (!redis || uri.getHost() == null) {
            throw new IllegalArgumentException("must look like redis://:password@host:port");
        }
        return text;
    }

    static String clusterName(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,60}")) {
            throw new IllegalArgumentException("must be up to 60 letters, digits, dots, dashes or underscores");
        }
        return text;
    }

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
        }
    }

    /** Returns the path of a readable file with at least one certificate (PEM). */
    static Path certificate(String text) {
        Path file = path(text);
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new IllegalArgumentException("names " + file + ", which holds no certificate");
            }
            return file;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("names " + file + ", which holds no PEM certificate", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("names " + file + ", which cannot be read", e);
        }
    }

    /** Returns the path of a readable file with an unencrypted PKCS#8 key (PEM). */
    static Path privateKey(String text) {
        Path file = path(text);
        try {
            if (!Files.readString(file).contains("-----BEGIN PRIVATE KEY-----")) {
                throw new IllegalArgumentException("names " + file + ", which holds no unencrypted PKCS#8 key (PEM)");
            }
            return file;
        } catch (IOException e) {
            throw new IllegalArgumentException("names " + file + ", which cannot be read as text", e);
        }
    }

    /** Returns an address of this machine to which other nodes can connect. */
    static InetAddress localAddress(String text) {
        try {
            InetAddress address = InetAddress.getByName(text);
            if (!address.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) != null) {
                return address;
            }
        } catch (IOException e) {
            // reported below
        }
        throw new IllegalArgumentException("must be an address of this machine, not " + text);
    }

    static String listenAddress(String text) {
        try {
            InetAddress address = InetAddress.getByName(text);
            if (address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null) {
                return text;
            }
        } catch (IOException e) {
            // reported below
        }
        throw new IllegalArgumentException("must be an address of this machine or 0.0.0.0, not " + text);
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL: " + e.getReason(), e);
        }
    }
}
