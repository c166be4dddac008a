package io.busbar.docs;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A committed file with generated content, so that every change of the content shows up in the diff of its commit. */
record GoldenFile(Path path) {
    /** The system property that makes the tests write golden files instead of comparing them. */
    private static final String UPDATE_PROPERTY = "golden.update";

    private static final String UPDATE_COMMAND =
            "mvn -Pquick test -Dtest=GeneratedDocumentsTest -D" + UPDATE_PROPERTY + "=true";

    /** Fails with a diff if the file has other content, or writes the content if the files are being updated. */
    void assertContent(String generated) throws IOException {
        if (Boolean.getBoolean(UPDATE_PROPERTY)) {
            Files.writeString(path, generated);
            return;
        }
        String committed = Files.exists(path) ? Files.readString(path) : "";
        if (!committed.equals(generated)) {
            fail(
                    "%s is out of date. If the change is intended, update it and commit it:%n  %s%n%n%s",
                    path, UPDATE_COMMAND, UnifiedDiff.of(committed, generated));
        }
    }
}
