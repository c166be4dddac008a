package io.busbar.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Reads the migrations of a schema from the class path: {@code db/<schema>/V001__<schema>.sql} and later versions. */
final class MigrationFiles {
    private MigrationFiles() {}

    /**
     * A migration, on the class path or applied to a database.
     *
     * @param script   the file name
     * @param checksum the checksum of Flyway: CRC-32 over the lines without line ends
     */
    record Migration(String schema, String script, int checksum) {
        /** Returns the version with its prefix: {@code V001}. Versions have three digits, so they compare as strings. */
        String version() {
            int end = script.indexOf("__");
            return end < 0 ? script : script.substring(0, end);
        }
    }

    static String location(String schema) {
        return "db/" + schema;
    }

    static List<Migration> of(String schema) {
        URL folder = MigrationFiles.class.getResource("/" + location(schema));
        if (folder == null) {
            throw new IllegalStateException("The folder " + location(schema) + " is not on the class path");
        }
        try {
            List<Migration> migrations = new ArrayList<>();
            for (String script : scripts(folder)) {
                migrations.add(new Migration(schema, script, checksum(location(schema) + "/" + script)));
            }
            return migrations;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> scripts(URL folder) throws IOException {
        if (folder.openConnection() instanceof JarURLConnection jar) {
            String prefix = jar.getEntryName() + "/";
            return jar.getJarFile().stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(prefix) && name.endsWith(".sql"))
                    .map(name -> name.substring(prefix.length()))
                    .toList();
        }
        try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .toList();
        }
    }

    private static int checksum(String file) throws IOException {
        CRC32 crc = new CRC32();
        try (InputStream in = MigrationFiles.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IOException(file + " is not on the class path");
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        }
        return (int) crc.getValue();
    }
}
