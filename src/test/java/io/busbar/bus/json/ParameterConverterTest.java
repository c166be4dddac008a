package io.busbar.bus.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.json.RequestFixtures.Colour;
import io.busbar.bus.json.RequestFixtures.Search;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ParameterConverterTest {
    private static final String ID = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11";
    private static final RequestReader<Search> SEARCH = RequestReader.of(RequestFixtures.SEARCH);
    private static final RequestReader<RequestFixtures.Order> ORDER = RequestReader.of(RequestFixtures.ORDER);
    private static final RequestReader<RequestFixtures.Rows> ROWS = RequestReader.of(RequestFixtures.ROWS);

    @Test
    void read_withEveryKindOfParameter_convertsToComponentTypes() {
        Search read = search(
                "text",
                "5",
                "limit",
                "-20",
                "open",
                "true",
                "price",
                "12.50",
                "colour",
                "red",
                "day",
                "2026-11-20",
                "pages",
                "1",
                "pages",
                "2");

        assertThat(read)
                .isEqualTo(new Search(
                        UUID.fromString(ID),
                        "5",
                        -20,
                        true,
                        new BigDecimal("12.50"),
                        Colour.RED,
                        LocalDate.of(2026, 11, 20),
                        List.of(1, 2)));
    }

    @Test
    void read_withListParameterGivenOnce_returnsListOfOne() {
        assertThat(search("pages", "7").pages()).containsExactly(7);
    }

    @Test
    void read_withInvalidUnknownOrRepeatedParameters_reportsAllAtOnce() {
        assertThat(errors(() -> search(
                        "limit", "ten", "open", "yes", "price", "1e5", "pages", "x", "foo", "1", "text", "a", "text",
                        "b", "colour", "RED", "day", "today")))
                .containsExactlyInAnyOrder(
                        new FieldError("/limit", "must be a whole number"),
                        new FieldError("/open", "must be true or false"),
                        new FieldError("/price", "must be a number"),
                        new FieldError("/pages/0", "must be a whole number"),
                        new FieldError("/foo", "is not a known field"),
                        new FieldError("/text", "must be text"),
                        new FieldError("/colour", "must be one of red, dark-blue"),
                        new FieldError("/day", "must be a date in the form YYYY-MM-DD"));
    }

    @Test
    void read_withInvalidIdInPath_reportsFieldError() {
        ObjectNode request = SEARCH.parameters(Map.of("id", "42"), MultiMap.caseInsensitiveMultiMap());

        assertThat(errors(() -> SEARCH.read(request, true))).containsExactly(new FieldError("/id", "must be a UUID"));
    }

    @Test
    void merge_withPathParameterInQueryOrBody_reportsFieldError() {
        Map<String, String> path = Map.of("id", ID);

        assertThat(errors(() -> SEARCH.parameters(path, query("id", "other"))))
                .containsExactly(new FieldError("/id", "is already given in the path"));
        assertThat(errors(() ->
                        ORDER.merge(ORDER.parameters(path, query()), RequestFixtures.json("{\"id\":\"" + ID + "\"}"))))
                .containsExactly(new FieldError("/id", "is already given in the path"));
    }

    @Test
    @DisplayName("Fields of a body are rejected in the query, so that secrets stay out of logs.")
    void parameters_withBodyFieldsInQuery_areRejected() {
        assertThat(errors(() -> ORDER.parameters(Map.of("id", ID), query("title", "x", "count", "1"))))
                .containsExactlyInAnyOrder(
                        new FieldError("/title", "must be sent in the body, not in the query"),
                        new FieldError("/count", "must be sent in the body, not in the query"));
    }

    @Test
    void merge_withParametersAndJsonBody_returnsOneRequest() {
        ObjectNode parameters = ORDER.parameters(Map.of("id", ID), query());

        assertThat(ORDER.read(ORDER.merge(parameters, RequestFixtures.json("{\"title\":\"a\",\"count\":1}")), true))
                .isEqualTo(new RequestFixtures.Order(UUID.fromString(ID), "a", 1));
    }

    @Test
    void merge_withoutBody_returnsParametersOnly() {
        ObjectNode parameters = ORDER.parameters(Map.of("id", ID), query());

        assertThat(errors(() -> ORDER.read(ORDER.merge(parameters, null), true)))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("/title", "/count");
    }

    @Test
    void merge_withParametersAndArrayBody_returnsOneRequest() {
        ObjectNode parameters = ROWS.parameters(Map.of(), query("dryRun", "true"));
        ObjectNode request = ROWS.merge(parameters, Json.parse(Buffer.buffer("[]")));

        assertThat(ROWS.read(request, true)).isEqualTo(new RequestFixtures.Rows(List.of(), true));
    }

    @Test
    void merge_withBodyOfWrongType_reportsError() {
        ObjectNode none = ROWS.parameters(Map.of(), query());

        assertThat(errors(() -> ROWS.merge(none, RequestFixtures.json("{}"))))
                .containsExactly(new FieldError("", "must be a list"));
        assertThat(errors(() -> ORDER.merge(none, Json.parse(Buffer.buffer("[]")))))
                .containsExactly(new FieldError("", "must be an object"));
    }

    @Test
    void form_withFields_convertsThemLikeQueryParameters() {
        RequestReader<RequestFixtures.ScanForm> scanForms = RequestReader.of(RequestFixtures.SCAN_FORM);

        ObjectNode form = scanForms.form(query("subject", "7", "copies", "2"));

        assertThat(form.get("subject").textValue()).isEqualTo("7");
        assertThat(form.get("copies").numberValue()).isEqualTo(BigInteger.TWO);
    }

    private static Search search(String... namesAndValues) {
        return SEARCH.read(SEARCH.parameters(Map.of("id", ID), query(namesAndValues)), true);
    }

    private static MultiMap query(String... namesAndValues) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return query;
    }

    private static List<FieldError> errors(Runnable reading) {
        Failure failure = catchThrowableOfType(Failure.class, reading::run);
        assertThat(failure).isNotNull();
        return failure.errors();
    }
}
