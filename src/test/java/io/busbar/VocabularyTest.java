package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps retired words and type names out of the code and its resources. */
class VocabularyTest {
    /** Retired words, with the names to use instead. */
    private static final Map<String, String> RETIRED_WORDS = Map.ofEntries(
            Map.entry("telling", "NotificationRule"),
            Map.entry("tellings", "NotificationTrigger"),
            Map.entry("whoever", "the current user"),
            Map.entry("contenders", "BookingQueue"),
            Map.entry("aftermath", "PostCommit"),
            Map.entry("doorkeeper", "AcceptHandler"),
            Map.entry("kept", "…Record or retained"),
            Map.entry("booked", "BookingRecord"),
            Map.entry("diary", "ProfessionalCalendar"),
            Map.entry("letter", "Email"),
            Map.entry("letters", "EmailTemplates"),
            Map.entry("hints", "ClusterBroadcast"),
            Map.entry("resident", "LocalServiceInstance"),
            Map.entry("residents", "LocalServiceInstances"),
            Map.entry("standing", "AccountStatus"),
            Map.entry("standings", "AccountLifecycle"),
            Map.entry("inboxes", "InboxService"),
            Map.entry("neighbour", "same event loop"),
            Map.entry("neighbours", "same event loop"),
            Map.entry("wanted", "…Requested"),
            Map.entry("wish", "…Request"),
            Map.entry("verdict", "Decision"),
            Map.entry("doer", "ActorKind"),
            Map.entry("tone", "Severity"),
            Map.entry("wording", "MessageRenderer"),
            Map.entry("nobody", "Anonymous"),
            Map.entry("most", "MAX_…"),
            Map.entry("longest", "MAX_… or …_TIMEOUT"),
            Map.entry("patience", "…_TIMEOUT"));

    /** Retired words that a sentence may contain, because they are ordinary English. Names may not. */
    private static final Set<String> ORDINARY_WORDS = Set.of(
            "kept",
            "booked",
            "letter",
            "letters",
            "hints",
            "resident",
            "residents",
            "standing",
            "wanted",
            "wish",
            "tone",
            "wording",
            "nobody",
            "most",
            "longest");

    /** Names that contain a retired word and are right, with the reason. */
    private static final Map<String, String> ALLOWED_NAMES = Map.of(
            "BOOKED", "a slot that is booked",
            "TRAILING_NON_LETTERS", "letters of the alphabet",
            "getMostSignificantBits", "a method of java.util.UUID");

    /** Retired type names that now name something else: a type that the field has no other word for. */
    private static final Set<String> NAMES_IN_USE_AGAIN = Set.of(
            "Accounts",
            "Deleted",
            "Delivery",
            "Empty",
            "Examples",
            "Impersonation",
            "Json",
            "Logout",
            "Node",
            "Page",
            "PersonalData",
            "Ping",
            "RateBooking",
            "Register",
            "Service",
            "Session",
            "Settings",
            "Status",
            "Text",
            "Tls",
            "User");

    /** Comments and characters, which are not checked; text blocks, strings and identifiers, one group each. */
    private static final Pattern TOKEN = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\"(?<block>.*?)\"\"\""
                    + "|\"(?<string>(?:\\\\.|[^\"\\\\\\n])*)\"|'(?:\\\\.|[^'\\\\\\n])+'|(?<identifier>[A-Za-z_$][A-Za-z0-9_$]*)");

    /** A row of the tables of types in docs/renames.md. */
    private static final Pattern RENAMED_TYPE =
            Pattern.compile("(?m)^\\| `(?:[\\w.]+\\.)?(\\w+)` \\| `(?:[\\w.]+\\.)?(\\w+)` \\|$");

    private static final Pattern SQL_COMMENT = Pattern.compile("--[^\\n]*");
    private static final Pattern TYPE_DECLARATION =
            Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z][A-Za-z0-9]*)");
    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*");
    private static final Pattern WORD_BOUNDARY =
            Pattern.compile("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    private static final Pattern DEAD_LETTER = Pattern.compile("(?i)dead[ _.-]?letters?");
    private static final Pattern SENTENCE = Pattern.compile("(?s).*\\s.*");
    private static final Pattern SQL = Pattern.compile("(?si)\\s*(select|insert|update|delete|with)\\b.*");

    /** The identifiers and string literals of a source, and its code without literals and comments. */
    private record Tokens(List<String> identifiers, List<String> literals, String code) {
        static Tokens of(Path source) {
            return of(text(source));
        }

        static Tokens of(String source) {
            List<String> identifiers = new ArrayList<>();
            List<String> literals = new ArrayList<>();
            Matcher token = TOKEN.matcher(source);
            while (token.find()) {
                Stream.of("block", "string")
                        .map(token::group)
                        .filter(Objects::nonNull)
                        .forEach(literals::add);
                if (token.group("identifier") != null) {
                    identifiers.add(token.group("identifier"));
                }
            }
            String code = TOKEN.matcher(source)
                    .replaceAll(
                            match -> match.group("identifier") == null ? " " : Matcher.quoteReplacement(match.group()));
            return new Tokens(identifiers, literals, code);
        }
    }

    @Test
    void testTypes_haveNoRetiredWordInTheirName() {
        assertThat(problems(VocabularyTest::typeProblems, "src/test/java")).isEmpty();
    }

    @Test
    void testConstants_haveNoRetiredWordInTheirName() {
        assertThat(problems(VocabularyTest::constantProblems, "src/test/java")).isEmpty();
    }

    @Test
    void identifiers_haveNoRetiredWord() {
        assertThat(problems(VocabularyTest::identifierProblems, "src/main/java"))
                .isEmpty();
    }

    @Test
    void stringLiterals_haveNoRetiredWord() {
        assertThat(problems(VocabularyTest::literalProblems, "src/main/java")).isEmpty();
    }

    @Test
    void sqlNames_haveNoRetiredWord() {
        assertThat(resources(".sql")
                        .flatMap(file -> wordProblems(
                                        SQL_COMMENT.matcher(text(file)).replaceAll(" "), word -> true)
                                .map(found -> file + ": " + found)))
                .isEmpty();
    }

    @Test
    void scriptsAndDocuments_haveNoRetiredWordOutsideOrdinaryEnglish() {
        assertThat(Stream.of(".sql", ".js", ".md")
                        .flatMap(VocabularyTest::resources)
                        .flatMap(file -> wordProblems(text(file), word -> !ORDINARY_WORDS.contains(word))
                                .map(found -> file + ": " + found)))
                .isEmpty();
    }

    @Test
    void retiredTypeNames_areNotDeclaredAgain() {
        assertThat(declaredTypes().filter(retiredTypeNames()::contains))
                .as("type names that docs/renames.md retires")
                .isSubsetOf(NAMES_IN_USE_AGAIN);
    }

    @Test
    void allowedNames_areInUse() {
        Set<String> identifiers = sources("src/main/java", "src/test/java")
                .flatMap(source -> Tokens.of(source).identifiers().stream())
                .collect(Collectors.toSet());

        assertThat(identifiers).containsAll(ALLOWED_NAMES.keySet());
        assertThat(declaredTypes().filter(retiredTypeNames()::contains)).containsAll(NAMES_IN_USE_AGAIN);
    }

    @Test
    void retiredWord_inAName_isReportedWithItsReplacement() {
        Tokens tokens = Tokens.of("""
                /** A letter. */
                record LetterSender(int patienceMillis) {
                    static final int MOST_EXPORTS = 1;
                    void kept() {}
                    DeadLetterStore deadLetters; // a letter
                    OutstandingBooking ALMOST = BOOKED;
                }
                """);

        assertThat(typeProblems(tokens)).containsExactly("LetterSender contains the retired word letter; use Email");
        assertThat(constantProblems(tokens)).containsExactly("MOST_EXPORTS contains the retired word most; use MAX_…");
        assertThat(identifierProblems(tokens))
                .containsExactly(
                        "LetterSender contains the retired word letter; use Email",
                        "patienceMillis contains the retired word patience; use …_TIMEOUT",
                        "MOST_EXPORTS contains the retired word most; use MAX_…",
                        "kept contains the retired word kept; use …Record or retained");
    }

    @Test
    void retiredWord_inALiteral_isReportedUnlessTheSentenceMayContainIt() {
        Tokens tokens = Tokens.of("""
                f("bookings.booking.kept", "The diary of a professional", "Slots are kept free", 'x', "dead_letters",
                  "select id from bookings.slot as wanted");
                """);

        assertThat(literalProblems(tokens))
                .containsExactly(
                        "bookings.booking.kept contains the retired word kept; use …Record or retained",
                        "The diary of a professional contains the retired word diary; use ProfessionalCalendar",
                        "select id from bookings.slot as wanted contains the retired word wanted; use …Requested");
    }

    private static Stream<String> problems(Function<Tokens, Stream<String>> check, String... folders) {
        return sources(folders).flatMap(source -> check.apply(Tokens.of(source)).map(found -> source + ": " + found));
    }

    private static Stream<String> typeProblems(Tokens tokens) {
        return declaredTypes(tokens).flatMap(VocabularyTest::nameProblems);
    }

    private static Stream<String> declaredTypes(Tokens tokens) {
        return TYPE_DECLARATION.matcher(tokens.code()).results().map(match -> match.group(1));
    }

    private static Stream<String> declaredTypes() {
        return sources("src/main/java").flatMap(source -> declaredTypes(Tokens.of(source)));
    }

    /** Returns the old simple names of types whose simple name changed. */
    private static Set<String> retiredTypeNames() {
        String renames = text(Path.of("docs", "renames.md"));
        String types = renames.substring(renames.indexOf("## Types"), renames.indexOf("## Members"));
        return RENAMED_TYPE
                .matcher(types)
                .results()
                .filter(row -> !row.group(1).equals(row.group(2)))
                .map(row -> row.group(1))
                .collect(Collectors.toSet());
    }

    private static Stream<String> constantProblems(Tokens tokens) {
        return tokens.identifiers().stream()
                .filter(name -> CONSTANT.matcher(name).matches())
                .distinct()
                .flatMap(VocabularyTest::nameProblems);
    }

    private static Stream<String> identifierProblems(Tokens tokens) {
        return tokens.identifiers().stream().distinct().flatMap(VocabularyTest::nameProblems);
    }

    /** A literal without white space, or an SQL statement, is made of names. */
    private static Stream<String> literalProblems(Tokens tokens) {
        return tokens.literals().stream()
                .flatMap(literal -> SENTENCE.matcher(literal).matches()
                                && !SQL.matcher(literal).matches()
                        ? wordProblems(literal, word -> !ORDINARY_WORDS.contains(word))
                        : wordProblems(literal, word -> true));
    }

    private static Stream<String> nameProblems(String name) {
        return ALLOWED_NAMES.containsKey(name) ? Stream.empty() : wordProblems(name, word -> true);
    }

    private static Stream<String> wordProblems(String text, Predicate<String> isForbidden) {
        return WORD_BOUNDARY
                .splitAsStream(DEAD_LETTER.matcher(text).replaceAll(" "))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(RETIRED_WORDS::containsKey)
                .filter(isForbidden)
                .map(word -> text + " contains the retired word " + word + "; use " + RETIRED_WORDS.get(word));
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> sources(String... folders) {
        return Stream.of(folders).flatMap(folder -> files(folder, ".java"));
    }

    private static Stream<Path> resources(String extension) {
        return files("src/main/resources", extension);
    }

    private static Stream<Path> files(String folder, String extension) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(path -> path.toString().endsWith(extension)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
