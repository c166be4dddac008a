package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps retired words out of the names of types and constants, and keeps names and folders easy to search. */
class VocabularyTest {
    private static final int MAX_FILES_PER_FOLDER = 40;

    /** Retired words in the names of types, with the names to use instead. */
    private static final Map<String, String> RETIRED_TYPE_WORDS = Map.ofEntries(
            Map.entry("Telling", "NotificationRule"),
            Map.entry("Tellings", "NotificationRules"),
            Map.entry("Whoever", "CurrentUser"),
            Map.entry("Contenders", "BookingQueue"),
            Map.entry("Aftermath", "PostCommit"),
            Map.entry("Doorkeeper", "AcceptHandler"),
            Map.entry("Kept", "…Record, for example ReviewRecord"),
            Map.entry("Booked", "BookingRecord"),
            Map.entry("Diary", "ProfessionalCalendar"),
            Map.entry("Letter", "Email"),
            Map.entry("Letters", "EmailTemplates"),
            Map.entry("Hints", "ClusterBroadcast"),
            Map.entry("Resident", "LocalServiceInstance"),
            Map.entry("Residents", "LocalServiceInstances"),
            Map.entry("Standing", "AccountStatus"),
            Map.entry("Standings", "AccountLifecycle"),
            Map.entry("Inboxes", "InboxService"));

    /** Retired words in the names of constants, with the names to use instead. */
    private static final Map<String, String> RETIRED_CONSTANT_WORDS =
            Map.of("MOST", "MAX_…", "LONGEST", "MAX_… or …_TIMEOUT", "PATIENCE", "…_TIMEOUT");

    private static final Pattern COMMENT_OR_LITERAL = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'");
    private static final Pattern TYPE_DECLARATION =
            Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z][A-Za-z0-9]*)");
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\\b");
    private static final Pattern CAMEL_CASE_BOUNDARY = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    @Test
    void types_haveNoRetiredWordInTheirName() {
        assertThat(sources("src/main/java", "src/test/java").flatMap(VocabularyTest::retiredTypes))
                .isEmpty();
    }

    @Test
    void constants_haveNoRetiredWordInTheirName() {
        assertThat(sources("src/main/java", "src/test/java").flatMap(VocabularyTest::retiredConstants))
                .isEmpty();
    }

    @Test
    void retiredWord_inAName_isReportedWithItsReplacement() {
        assertThat(typeProblem("LetterSender"))
                .containsExactly("LetterSender contains the retired word Letter; use Email");
        assertThat(typeProblem("DeadLetterStore")).isEmpty();
        assertThat(typeProblem("OutstandingBooking")).isEmpty();
        assertThat(constantProblem("MOST_EXPORTS"))
                .containsExactly("MOST_EXPORTS contains the retired word MOST; use MAX_…");
        assertThat(constantProblem("ALMOST")).isEmpty();
    }

    @Test
    void topLevelTypes_haveDistinctSimpleNames() {
        Map<String, List<Path>> filesByName = sources("src/main/java")
                .filter(path -> !path.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(
                        path -> path.getFileName().toString(), TreeMap::new, Collectors.toList()));
        filesByName.values().removeIf(files -> files.size() == 1);
        assertThat(filesByName)
                .as(
                        "Types with the same simple name; give each a name that says what distinguishes it, for example its service")
                .isEmpty();
    }

    @Test
    void folders_haveAtMost40Files() {
        Map<Path, Long> filesPerFolder =
                sources("src/main/java").collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        filesPerFolder.values().removeIf(count -> count <= MAX_FILES_PER_FOLDER);
        assertThat(filesPerFolder)
                .as("Folders with more than %d files; split them by topic", MAX_FILES_PER_FOLDER)
                .isEmpty();
    }

    private static Stream<String> retiredTypes(Path source) {
        return matches(TYPE_DECLARATION, source)
                .flatMap(match -> typeProblem(match.group(1)))
                .map(problem -> source + ": " + problem);
    }

    private static Stream<String> retiredConstants(Path source) {
        return matches(CONSTANT, source)
                .map(MatchResult::group)
                .distinct()
                .flatMap(VocabularyTest::constantProblem)
                .map(problem -> source + ": " + problem);
    }

    private static Stream<String> typeProblem(String name) {
        String withoutDeadLetters = name.replaceAll("DeadLetters?", "");
        return problem(name, CAMEL_CASE_BOUNDARY.split(withoutDeadLetters), RETIRED_TYPE_WORDS);
    }

    private static Stream<String> constantProblem(String name) {
        return problem(name, name.split("_", -1), RETIRED_CONSTANT_WORDS);
    }

    private static Stream<String> problem(String name, String[] words, Map<String, String> retiredWords) {
        return Stream.of(words)
                .filter(retiredWords::containsKey)
                .map(word -> name + " contains the retired word " + word + "; use " + retiredWords.get(word));
    }

    private static Stream<MatchResult> matches(Pattern pattern, Path source) {
        try {
            String code = COMMENT_OR_LITERAL.matcher(Files.readString(source)).replaceAll(" ");
            return pattern.matcher(code).results();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> sources(String... folders) {
        return Stream.of(folders).flatMap(VocabularyTest::javaFiles);
    }

    private static Stream<Path> javaFiles(String folder) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(path -> path.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
