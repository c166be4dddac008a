package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the programs of the embedded servers, once for each version of their jar. Each folder is filled under a temporary name and then
 * renamed, so that a half-filled one is never used.
 */
final class ServerBinaries {
    private static final String POSTGRES = "postgres-linux-x86_64.txz";
    private static final String REDIS = "redis-server-6.2.6-v5-linux-amd64";

    private final DataFolder dataFolder;
    private final Consumer<String> progress;

    ServerBinaries(DataFolder dataFolder, Consumer<String> progress) {
        this.dataFolder = dataFolder;
        this.progress = progress;
    }

    /** Returns the folder of {@code postgres}, {@code pg_ctl} and {@code initdb}. */
    Path postgres() {
        return unpacked(POSTGRES, "Unpacking PostgreSQL (first start only) ...", ServerBinaries::untar)
                .resolve("bin");
    }

    Path redis() {
        return unpacked(REDIS, "Unpacking Redis (first start only) ...", ServerBinaries::copyProgram)
                .resolve("redis-server");
    }

    private interface Unpacker {
        void unpack(InputStream archive, Path folder) throws IOException;
    }

    private Path unpacked(String resource, String message, Unpacker unpacker) {
        URL archive = archive(resource);
        Path folder = dataFolder.subfolder("programs").resolve(jarName(archive));
        if (Files.notExists(folder)) {
            progress.accept(message);
            unpack(archive, folder, unpacker);
        }
        return folder;
    }

    private static URL archive(String resource) {
        URL archive = ServerBinaries.class.getResource("/" + resource);
        boolean supported = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        if (archive == null || !supported) {
            throw new StartupException(
                    "The embedded servers run only on Linux on x86-64. Set DATABASE_URL and REDIS_URL to use other servers.");
        }
        return archive;
    }

    private static void unpack(URL archive, Path folder, Unpacker unpacker) {
        Path temporary = folder.resolveSibling(folder.getFileName() + ".unfinished");
        try (InputStream in = archive.openStream()) {
            DataFolder.deleteTree(temporary);
            Files.createDirectory(temporary);
            unpacker.unpack(in, temporary);
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DataFolder.unusable(temporary, e);
        }
    }

    private static String jarName(URL resource) {
        try {
            if (resource.openConnection() instanceof JarURLConnection jar) {
                String file =
                        Path.of(jar.getJarFileURL().getPath()).getFileName().toString();
                return file.substring(0, file.length() - ".jar".length());
            }
        } catch (IOException e) {
            throw new StartupException("Cannot read " + resource, e);
        }
        throw new StartupException(resource + " is not in a jar");
    }

    private static void copyProgram(InputStream program, Path folder) throws IOException {
        Path file = folder.resolve("redis-server");
        Files.copy(program, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static void untar(InputStream archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                extract(tar, entry, folder);
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException(entry.getName() + " leads out of the archive");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
    }
}
