package io.busbar.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFileTest {
    private static final String COMMITTED = lines(1, 10_000, "line ");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void commit() throws IOException {
        file = folder.resolve("lines.txt");
        Files.writeString(file, COMMITTED);
    }

    @Test
    void assertContent_withOneChangedLine_failsWithThatLineAndTheCommandToUpdate() throws IOException {
        assertThatThrownBy(() -> new GoldenFile(file).assertContent(COMMITTED.replace("line 5000\n", "new line\n")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dgolden.update=true")
                .hasMessageContaining(" line 4999\n-line 5000\n+new line\n line 5001\n")
                .hasMessageNotContaining("line 4000");
        assertThat(file).as("it is only compared").hasContent(COMMITTED);
    }

    @Test
    void assertContent_withChangeInJson_saysWhichObjectsEncloseIt() throws IOException {
        String json = """
                {
                  "paths" : {
                    "/users" : {
                      "tags" : [ "users" ],
                      "parameters" : [ {
                        "name" : "id"
                      }, {
                        "name" : "limit",
                        "in" : "query"
                      } ]
                    }
                  }
                }
                """;
        Files.writeString(file, json);

        assertThatThrownBy(() -> new GoldenFile(file).assertContent(json.replace("limit", "cursor")))
                .hasMessageContaining("@@ paths /users parameters\n");
    }

    @Test
    void assertContent_withSameContent_passes() throws IOException {
        new GoldenFile(file).assertContent(COMMITTED);
    }

    @Test
    void assertContent_withEveryLineChanged_failsWithTheirNumberOnly() {
        assertThatThrownBy(() -> new GoldenFile(file).assertContent(lines(1, 10_000, "other ")))
                .hasMessageContaining("20000 lines differ")
                .hasMessageNotContaining("other 1");
    }

    @Test
    void assertContent_withoutCommittedFile_failsWithItsBeginning() {
        assertThatThrownBy(() -> new GoldenFile(folder.resolve("absent.txt")).assertContent(lines(1, 1_000, "line ")))
                .hasMessageContaining("+line 1\n")
                .hasMessageContaining("more lines");
    }

    private static String lines(int first, int last, String text) {
        return IntStream.rangeClosed(first, last).mapToObj(i -> text + i + "\n").collect(Collectors.joining());
    }
}
