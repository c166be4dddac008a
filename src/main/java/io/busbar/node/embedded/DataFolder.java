package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The data folder of the nodes on this machine. Only its owner can read it. */
record DataFolder(Path folder) {

    /** The secrets that are generated once. They exist only in this folder and in the memory of its nodes. */
    enum Secret {
        POSTGRES,
        REDIS,
        JWT
    }

    static DataFolder open(Path folder) {
        return new DataFolder(createFolder(folder));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Returns a subfolder, which is created if it is missing. */
    Path subfolder(String name) {
        return createFolder(folder.resolve(name));
    }

    /** Creates the missing secrets: 256 random bits each, as 43 characters that are safe in URLs. */
    void createMissingSecrets() {
        for (Secret secret : Secret.values()) {
            if (!Files.exists(file(secret))) {
                byte[] bits = new byte[32];
                new SecureRandom().nextBytes(bits);
                write(file(secret), Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
            }
        }
    }

    String secret(Secret secret) {
        return read(file(secret));
    }

    Path file(Secret secret) {
        return subfolder("secrets").resolve(secret.name().toLowerCase(Locale.ROOT));
    }

    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Replaces a file atomically, so that readers see either the old text or the new one, even after a crash. */
    static void write(Path file, String text) {
        try {
            Path temporary = file.resolveSibling(file.getFileName() + ".next");
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    static StartupException unusable(Path path, IOException e) {
        return new StartupException("Cannot use " + path + ": " + e, e);
    }

    /** Deletes a folder with all its contents, if it exists. */
    static void deleteTree(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }

    private static Path createFolder(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return folder.toRealPath();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }
}
