package io.busbar.http.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files of the class path. */
final class Resources {
    private Resources() {}

    /** A text beside this class. */
    static String text(String name) {
        return new String(bytes("/io/busbar/http/openapi/" + name), StandardCharsets.UTF_8);
    }

    /** Any file, by its path from the root of the class path. */
    static byte[] bytes(String path) {
        try (InputStream in = Resources.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
