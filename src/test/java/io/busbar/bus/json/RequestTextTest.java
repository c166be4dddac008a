package io.busbar.bus.json;

import static io.busbar.bus.json.RequestFixtures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.json.RequestFixtures.Author;
import io.busbar.bus.json.RequestFixtures.Note;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of requests: normalized, then validated. */
class RequestTextTest {
    private static final RequestReader<Note> NOTES = RequestReader.of(RequestFixtures.NOTE);

    @Test
    void read_withTexts_trimsAndComposesThemForEveryTransport() {
        ObjectNode request = note("""
                {'title':' \\ufeff\\u00a0Cafe\\u0301\\t','body':'\\r\\na\\r\\n\\tb ','label':'  ','tags':[' one '],
                 'author':{'name':' Jose\\u0301 '}}""");
        Note normalized = new Note("Caf\u00e9", "a\n\tb", "", List.of("one"), new Author("Jos\u00e9"));

        assertThat(NOTES.read(request.deepCopy(), Map.of())).as("HTTP").isEqualTo(normalized);
        assertThat(NOTES.readMessage(request.deepCopy())).as("bridge").isEqualTo(normalized);
        assertThat(NOTES.read(request.deepCopy(), true)).as("bus").isEqualTo(normalized);
        assertThat(NOTES.read(request.deepCopy(), false)).as("other nodes").isEqualTo(normalized);
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'title':' \\u2003'}                     | /title       | must not be blank
                    {'title':'\\ufeff'}                      | /title       | must not be blank
                    {'title':'abcdef'}                       | /title       | must be at most 5 characters
                    {'title':'\\u0958\\u0958\\u0958'}        | /title       | must be at most 5 characters
                    {'title':'a\\nb'}                        | /title       | must not contain line breaks or other control characters
                    {'title':'a\\tb'}                        | /title       | must not contain line breaks or other control characters
                    {'title':'a\\u2028b'}                    | /title       | must not contain line breaks or other control characters
                    {'title':'a\\u0085'}                     | /title       | must not contain line breaks or other control characters
                    {'title':7}                              | /title       | must be text
                    {'title':null}                           | /title       | must not be null
                    {}                                       | /title       | is required
                    {'title':'a','body':''}                  | /body        | must not be blank
                    {'title':'a','body':'a\\u0007'}          | /body        | must not contain control characters
                    {'title':'a','label':'abcd'}             | /label       | must be at most 3 characters
                    {'title':'a','tags':['a',' ']}           | /tags/1      | must not be blank
                    {'title':'a','tags':[' ','abcde','c']}   | /tags        | must have at most 2 items
                    {'title':'a','author':{'name':' a '}}    | /author/name | must be at least 2 characters
                    """)
    void read_withInvalidText_reportsFieldError(String body, String field, String msg) {
        assertThat(errors(note(body))).containsExactly(new FieldError(field, msg));
    }

    @Test
    void read_withTextThatFitsOnceNormalized_accepts() {
        Note read = NOTES.read(note("{'title':'" + "e\u0301".repeat(5) + " ".repeat(500) + "'}"), true);

        assertThat(read.title()).isEqualTo("\u00e9".repeat(5));
        assertThat(read.body()).isNull();
    }

    @Test
    void read_withSeveralInvalidFields_reportsTextsTogetherWithTheOthers() {
        assertThat(errors(note("{'title':' ','body':'\\u0007','tags':'x','more':1}")))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("/title", "/body", "/tags", "/more");
    }

    private static ObjectNode note(String text) {
        return json(text.replace('\'', '"'));
    }

    private static List<FieldError> errors(ObjectNode request) {
        return catchThrowableOfType(Failure.class, () -> NOTES.read(request, true))
                .errors();
    }
}
