package io.busbar.bus.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Contract;
import io.busbar.bus.RateTier;
import io.busbar.bus.json.Json;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of operation sets, which names every problem. */
class OperationSetCheckTest {
    private static final Contract SHELF =
            Contract.of("shelf", "Hosts operations.").hostsOperations("/shelf");
    private static final String NOTHING = "{\"type\": \"object\", \"properties\": {}}";

    private final OperationSetCheck check;

    OperationSetCheckTest() {
        if (SHELF.operations().isEmpty()) {
            SHELF.get("list", "/shelf", "/shelf/all")
                    .summary("List")
                    .allow(Access.anyone())
                    .returnsEmpty();
        }
        check = new OperationSetCheck(
                List.of(SHELF, Contract.of("desk", "Hosts none.").holdsNoPersonalData()));
    }

    @Test
    void errors_ofValidSet_areNone() {
        assertThat(errors(get("book", "/shelf/{id}/tags", """
                {"type": "object",
                 "properties": {
                   "id": {"type": "string", "format": "uuid"},
                   "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "maxItems": 5},
                   "limit": {"type": "integer", "minimum": 1, "maximum": 200}},
                 "required": ["id"]}"""))).isEmpty();
    }

    @Test
    void errors_ofWrongNameServiceAndSize_areOfTheSet() {
        List<RuntimeOperation> tooMany = IntStream.rangeClosed(0, 200)
                .mapToObj(i -> get("a" + i, "/shelf/a" + i, NOTHING))
                .toList();

        assertThat(messages(new OperationSet("No name", "nowhere", tooMany)))
                .containsExactly(
                        "/name must be at most 100 lower-case letters, digits and ._-",
                        "/service is not a service that hosts operations",
                        "/operations must have 1 to 200 items");
        assertThat(messages(new OperationSet("empty", "desk", List.of())))
                .containsExactly(
                        "/service is not a service that hosts operations", "/operations must have 1 to 200 items");
    }

    @Test
    void errors_ofSetThatIsTooLarge_nameItsLimit() {
        List<RuntimeOperation> large = IntStream.range(0, 150)
                .mapToObj(i -> described(get("a" + i, "/shelf/a" + i, NOTHING), "x".repeat(400)))
                .toList();

        assertThat(messages(new OperationSet("large", "shelf", large)))
                .containsExactly(" must be at most 65536 bytes as JSON");
    }

    @Test
    void errors_ofOperationsThatCollide_nameActionAndPath() {
        assertThat(errors(
                        get("one", "/shelf/{id}", idSchema("id")),
                        get("one", "/shelf/other", NOTHING),
                        get("two", "/shelf/{name}", idSchema("name")),
                        get("list", "/shelf/x", NOTHING),
                        get("three", "/shelf", NOTHING),
                        get("four", "/shelf/all", NOTHING)))
                .containsExactly(
                        "/operations/0/path is already a path of shelf.list: /shelf/all",
                        "/operations/1/action is declared twice",
                        "/operations/2/path is declared twice with this method",
                        "/operations/2/path is already a path of shelf.list: /shelf/all",
                        "/operations/3/action is already an operation of the service",
                        "/operations/4/path is already a path of shelf.list: /shelf",
                        "/operations/5/path is already a path of shelf.list: /shelf/all");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ping    | /shelf/x      | /operations/0/action is reserved
            explainDecision | /shelf/x | /operations/0/action is reserved
            Book    | /shelf/x      | /operations/0/action must be at most 60 letters and digits and start with a lower-case letter
            book    | /desk/x       | /operations/0/path must begin with /shelf
            book    | /shelfful     | /operations/0/path must begin with /shelf
            book    | /shelf/x/     | /operations/0/path must consist of segments of letters, digits and ._~-, or {parameters}
            book    | /shelf/{a}b   | /operations/0/path must consist of segments of letters, digits and ._~-, or {parameters}
            book    | /shelf/{a}/x/{a} | /operations/0/path must not have a parameter twice
            book    | /shelf/x/{a}  | /operations/0/path has the parameter {a}, which the request does not require
            """)
    void errors_ofActionOrPath_areNamed(String action, String path, String message) {
        assertThat(errors(get(action, path, NOTHING))).containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "string"}                          | /operations/0/request/type must be object
            {"type": "object", "$ref": "#/x"}           | /operations/0/request/$ref is not supported here
            {"type": "object", "required": ["a"]}       | /operations/0/request/required/0 is not a property
            {"type": "object", "additionalProperties": true} | /operations/0/request/additionalProperties must be false or a schema
            {"type": "object", "properties": {"a": {}}} | /operations/0/request/properties/a/type must be one of array, boolean, integer, number, object, string
            {"type": "object", "properties": {"a": {"type": "string", "maxLength": 9, "pattern": "("}}} | /operations/0/request/properties/a/pattern is not a regular expression of RE2, which has no look-around and no back-references: missing closing )
            {"type": "object", "properties": {"a": {"type": "string", "maxLength": 9, "pattern": "(?=a)"}}} | /operations/0/request/properties/a/pattern is not a regular expression of RE2, which has no look-around and no back-references: invalid or unsupported Perl syntax
            {"type": "object", "properties": {"a": {"type": "string", "maxLength": 9, "pattern": "((a{1000}){1000}){1000}"}}} | /operations/0/request/properties/a/pattern repeats too often: written out, it must be at most 1000 characters
            {"type": "object", "properties": {"a": {"type": "string", "maxLength": 10000, "pattern": "^.{1,60}$"}}} | /operations/0/request/properties/a/pattern takes too long for texts of 10000 characters; shorten either
            {"type": "object", "properties": {"a": {"type": "string", "pattern": "a"}}} | /operations/0/request/properties/a/maxLength is required
            {"type": "object", "properties": {"a": {"type": "string", "maxLength": 10001, "pattern": "a"}}} | /operations/0/request/properties/a/maxLength must be at most 10000
            {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}, "maxItems": 10001}}} | /operations/0/request/properties/a/maxItems must be at most 10000
            {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}, "maxItems": 1001, "uniqueItems": true}}} | /operations/0/request/properties/a/maxItems must be at most 1000
            {"type": "object", "properties": {"a": {"type": "string", "format": "color"}}} | /operations/0/request/properties/a/format must be one of date, date-time, duration, email, timezone, uri, uuid
            {"type": "object", "properties": {"a": {"type": "string", "maxLength": -1}}} | /operations/0/request/properties/a/maxLength must be a whole number of at least 0
            {"type": "object", "properties": {"a": {"type": "integer", "enum": [1, "b"]}}} | /operations/0/request/properties/a/enum/1 must be of the type integer
            {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}} | /operations/0/request/properties/a/maxItems is required
            {"type": "object", "properties": {"a": {"type": "object", "properties": {}}}} | /operations/0/request/properties/a is a parameter, so it must be a text, a number, true or false, or a list of such
            {"type": "object", "properties": {"properties": {"type": "string"}}} | /operations/0/request/properties/properties has a reserved name
            """)
    void errors_ofRequestSchema_areNamedByTheirPointer(String schema, String message) {
        assertThat(errors(get("book", "/shelf/x/y", schema))).containsExactly(message);
    }

    @Test
    void errors_ofLimitsAccessAndResponse_areNamed() {
        RuntimeOperation wrong = new RuntimeOperation(
                "book",
                "PATCH",
                "/shelf/x/y",
                " ",
                "",
                new Access.Internal(),
                schema(NOTHING),
                new RuntimeResponse(RuntimeResponse.BodyKind.OBJECT, 204, null),
                RateTier.GENERAL,
                Duration.ofMinutes(1),
                0,
                1L << 40,
                false);

        assertThat(errors(wrong))
                .containsExactly(
                        "/operations/0/method must be one of DELETE, GET, POST, PUT",
                        "/operations/0/summary must have 1 to 200 characters",
                        "/operations/0/access must not be internal: the operation has a path",
                        "/operations/0/timeout must be between PT0.1S and PT30S",
                        "/operations/0/maxRequestBytes must be between 1 and 1048576",
                        "/operations/0/maxResponseBytes must be between 1 and 4194304",
                        "/operations/0/response/status must be one of 200, 201, 202",
                        "/operations/0/response/schema is required");
        assertThat(errors(RuntimeOperation.of(
                        "book",
                        "POST",
                        "/shelf/x/y",
                        "Shared",
                        Access.publicShared(),
                        schema(NOTHING),
                        new RuntimeResponse(RuntimeResponse.BodyKind.NONE, 204, schema(NOTHING)))))
                .containsExactly(
                        "/operations/0/access can be public and shared only for a GET that returns JSON",
                        "/operations/0/response/schema must not be given: the response has no body");
        assertThat(errors(RuntimeOperation.of(
                        "lend",
                        "POST",
                        "/shelf/x/y",
                        "Owned",
                        Access.owner(),
                        schema(NOTHING),
                        new RuntimeResponse(RuntimeResponse.BodyKind.OBJECT, 200, schema(NOTHING)))))
                .containsExactly("/operations/0/access must not depend on an object: the operation names none");
    }

    private List<String> errors(RuntimeOperation... operations) {
        return messages(new OperationSet("books", "shelf", List.of(operations)));
    }

    private List<String> messages(OperationSet set) {
        return Stream.of(check.errors(set))
                .flatMap(List::stream)
                .map(error -> error.field() + " " + error.msg())
                .toList();
    }

    private static RuntimeOperation get(String action, String path, String schema) {
        return RuntimeOperation.of(
                action,
                "GET",
                path,
                "Read",
                Access.anyone(),
                schema(schema),
                RuntimeResponse.object(200, schema(NOTHING)));
    }

    private static RuntimeOperation described(RuntimeOperation operation, String description) {
        return new RuntimeOperation(
                operation.action(),
                operation.method(),
                operation.path(),
                operation.summary(),
                description,
                operation.access(),
                operation.request(),
                operation.response(),
                operation.tier(),
                operation.timeout(),
                operation.maxRequestBytes(),
                operation.maxResponseBytes(),
                operation.idempotent());
    }

    private static String idSchema(String name) {
        return """
            {"type": "object", "properties": {"%1$s": {"type": "string"}}, "required": ["%1$s"]}""".formatted(name);
    }

    private static ObjectNode schema(String json) {
        try {
            return (ObjectNode) Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
