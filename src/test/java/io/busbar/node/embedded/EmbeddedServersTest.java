package io.busbar.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.data.DatabaseAddress;
import io.busbar.testing.UsesServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Most tests share one folder, because filling a new one takes seconds. Each starts and stops its servers. */
@UsesServers
class EmbeddedServersTest {
    @TempDir
    private static Path used;

    private final List<String> messages = new ArrayList<>();
    private final List<EmbeddedServers> opened = new ArrayList<>();

    @AfterEach
    void closeServers() {
        opened.forEach(EmbeddedServers::close);
        assertThat(running(used)).isEmpty();
    }

    @Test
    void open_afterClose_keepsDataAddressesAndSecrets() throws SQLException {
        EmbeddedServers first = open(used);
        sql(first.databaseUrl(), "create table if not exists note (text text)");
        sql(first.databaseUrl(), "insert into note values ('kept')");
        first.close();
        assertThat(running(used)).isEmpty();

        messages.clear();
        EmbeddedServers second = open(used);
        assertThat(messages).as("output of the second start").isEmpty();
        assertThat(second.databaseUrl()).isEqualTo(first.databaseUrl());
        assertThat(second.redisUrl()).isEqualTo(first.redisUrl());
        assertThat(second.masterSecret()).isEqualTo(first.masterSecret()).hasSize(43);
        assertThat(sql(second.databaseUrl(), "select text from note limit 1")).isEqualTo("kept");
    }

    @Test
    void close_withOtherUserInProcess_stopsServersOnlyAfterTheLast() throws SQLException {
        EmbeddedServers first = open(used);
        EmbeddedServers second = open(used);
        List<Long> servers = running(used);
        assertThat(servers).hasSize(2);

        first.close();
        first.close();
        assertThat(running(used)).isEqualTo(servers);
        assertThat(sql(second.databaseUrl(), "select 1")).isEqualTo("1");

        second.close();
        assertThat(running(used)).isEmpty();
    }

    @Test
    void open_inConcurrentProcesses_startsServersOnceUntilTheLastLeaves(@TempDir Path empty) throws SQLException {
        try (EmbeddedServersProcess one = EmbeddedServersProcess.start(empty);
                EmbeddedServersProcess other = EmbeddedServersProcess.start(empty)) {
            String url = one.awaitDatabaseUrl();
            assertThat(other.awaitDatabaseUrl()).isEqualTo(url);
            List<Long> servers = running(empty);
            assertThat(servers).hasSize(2);

            one.leave();
            assertThat(running(empty)).isEqualTo(servers);
            assertThat(sql(url, "select 1")).isEqualTo("1");

            other.leave();
            assertThat(running(empty)).isEmpty();
        }
    }

    @Test
    void open_afterProcessWasKilled_reusesItsServers() throws SQLException {
        List<Long> servers;
        try (EmbeddedServersProcess other = EmbeddedServersProcess.start(used)) {
            other.awaitDatabaseUrl();
            servers = running(used);
            other.kill();
        }
        assertThat(running(used)).isEqualTo(servers).hasSize(2);

        EmbeddedServers next = open(used);
        assertThat(running(used)).isEqualTo(servers);
        assertThat(sql(next.databaseUrl(), "select 1")).isEqualTo("1");
    }

    @Test
    void open_afterServersWereKilled_keepsConfirmedData() throws SQLException, IOException {
        EmbeddedServers before = open(used);
        sql(before.databaseUrl(), "drop table if exists ledger");
        sql(before.databaseUrl(), "create table ledger as select generate_series(1, 1000) as line");
        assertThat(redis(before.redisUrl(), "SET lasting yes")).isEqualTo("+OK");
        running(used).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        await().until(() -> running(used).isEmpty());

        EmbeddedServers after = open(used);
        assertThat(sql(after.databaseUrl(), "select count(*) from ledger")).isEqualTo("1000");
        assertThat(redis(after.redisUrl(), "GET lasting")).isEqualTo("$3");
    }

    @Test
    void open_withProcessIdsOfOtherProgram_startsServers() throws SQLException, IOException {
        open(used).close();
        String stranger = String.valueOf(ProcessHandle.current().pid());
        Files.writeString(used.resolve("postgres/data/postmaster.pid"), stranger + "\n\n\n\n\n\n\nready\n");
        Files.writeString(used.resolve("redis/redis.pid"), stranger + "\n");

        EmbeddedServers servers = open(used);
        assertThat(sql(servers.databaseUrl(), "select 1")).isEqualTo("1");
        assertThat(redis(servers.redisUrl(), "PING")).isEqualTo("+PONG");
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void open_withTakenPort_usesAnotherPort() throws SQLException, IOException {
        EmbeddedServers before = open(used);
        before.close();
        int port = URI.create(before.databaseUrl()).getPort();
        try (ServerSocket stranger = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedServers after = open(used);
            assertThat(URI.create(after.databaseUrl()).getPort()).isNotEqualTo(stranger.getLocalPort());
            assertThat(sql(after.databaseUrl(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void open_afterInterruptedCreation_createsServersAgain(@TempDir Path half) throws SQLException, IOException {
        open(used).close();
        for (String made : List.of("programs", "postgres")) {
            Files.createDirectories(half.resolve(made));
        }
        try (Stream<Path> programs = Files.list(used.resolve("programs"))) {
            for (Path program : programs.toList()) {
                junk(half.resolve("programs").resolve(program.getFileName() + ".unfinished"));
            }
        }
        junk(half.resolve("postgres/data.unfinished"));

        EmbeddedServers servers = open(half);
        assertThat(sql(servers.databaseUrl(), "select 1")).isEqualTo("1");
        assertThat(redis(servers.redisUrl(), "PING")).isEqualTo("+PONG");
        assertThat(messages).hasSize(3);
    }

    @Test
    void open_always_configuresDurableWrites() throws SQLException, IOException {
        EmbeddedServers servers = open(used);
        assertThat(sql(servers.databaseUrl(), "show fsync")).isEqualTo("on");
        assertThat(sql(servers.databaseUrl(), "show synchronous_commit")).isEqualTo("on");
        assertThat(sql(servers.databaseUrl(), "show full_page_writes")).isEqualTo("on");
        assertThat(Files.readString(used.resolve("redis/redis.conf"))).contains("appendonly yes");
    }

    @Test
    void connect_withWrongPasswordOrFromOtherMachine_isRejected() throws IOException {
        EmbeddedServers servers = open(used);
        String database = servers.databaseUrl().replaceFirst(":[^:@/]+@", ":guessed@");
        assertThatThrownBy(() -> sql(database, "select 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        assertThat(redis(servers.redisUrl().replaceFirst(":[^:@/]+@", ":guessed@"), "PING"))
                .startsWith("-NOAUTH");

        List<InetAddress> elsewhere = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        for (String url : List.of(servers.databaseUrl(), servers.redisUrl())) {
            for (InetAddress address : elsewhere) {
                assertThatThrownBy(() -> new Socket(address, URI.create(url).getPort()).close())
                        .as("%s", address)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void open_always_hidesSecretsFromOtherUsersOfTheMachine() throws IOException {
        open(used);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(used.resolve("secrets"))))
                .isEqualTo("rwx------");
        for (String secret : List.of("secrets/postgres", "secrets/redis", "secrets/jwt", "redis/redis.conf")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(used.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
    }

    private EmbeddedServers open(Path folder) {
        EmbeddedServers servers = EmbeddedServers.open(folder, messages::add);
        opened.add(servers);
        return servers;
    }

    /** Returns the process IDs of PostgreSQL and Redis that are running. */
    private static List<Long> running(Path folder) {
        return Stream.of("postgres/data/postmaster.pid", "redis/redis.pid")
                .map(folder::resolve)
                .filter(Files::exists)
                .map(EmbeddedServersTest::pid)
                .filter(pid -> ProcessHandle.of(pid).isPresent())
                .toList();
    }

    private static long pid(Path file) {
        try {
            return Long.parseLong(Files.readAllLines(file).getFirst().strip());
        } catch (IOException e) {
            return 0;
        }
    }

    private static void junk(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("bin/postgres"), "half a prog");
    }

    private static String sql(String url, String statement) throws SQLException {
        try (Connection connection = DatabaseAddress.parse(url).dataSource().getConnection();
                Statement execution = connection.createStatement()) {
            if (!execution.execute(statement)) {
                return "";
            }
            ResultSet rows = execution.getResultSet();
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /** Authenticates with Redis, sends a command and returns the first line of the reply. */
    private static String redis(String url, String command) throws IOException {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String text = "AUTH " + uri.getUserInfo().substring(1) + "\r\n" + command + "\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.lines().skip(1).findFirst().orElse("");
        }
    }
}
