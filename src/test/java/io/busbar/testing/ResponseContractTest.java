package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Json;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.services.catalog.CatalogOperations;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Holding answers against the document")
class ResponseContractTest {
    private static final ObjectNode DOCUMENT = OpenApiDocument.of(List.of(CatalogOperations.CATALOG));
    private static final ResponseContract CONTRACT = ResponseContract.of(DOCUMENT);
    private static final String JSON = "application/json";

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap()
            .add("x-request-id", "r1")
            .add("content-type", JSON)
            .add("date", "now");

    @Test
    @DisplayName("passes what is documented, below /api and /api/v1, whatever the order of fields")
    void passes() {
        ok(HttpMethod.GET, "/api/services?limit=1", 200, list());
        ok(HttpMethod.GET, "/api/v1/services", 200, list());
        headers.add("ratelimit", "x").add("LINK", "<x>").add("access-control-allow-origin", "*");
        ok(HttpMethod.GET, "/api/services", 200, list());
        headers.remove("link");
        ok(HttpMethod.POST, "/api/services", 409, error("CONFLICT"));
        ok(HttpMethod.PUT, "/api/services/0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11", 404, error("NOT_FOUND"));
    }

    @Test
    @DisplayName("passes an answer to HEAD without its body")
    void head() {
        ok(HttpMethod.HEAD, "/api/services", 200, Buffer.buffer());
    }

    @Test
    @DisplayName("passes a preflight at a documented path, and a path with a slash at its end")
    void anywhere() {
        ok(HttpMethod.GET, "/api/services/?limit=1", 200, list());
        headers.add("allow", "GET, POST").remove("content-type");
        ok(HttpMethod.OPTIONS, "/api/services", 204, Buffer.buffer());
        refused(HttpMethod.OPTIONS, "/api/nothing", 204, Buffer.buffer(), "no operation is documented there");
    }

    @Test
    @DisplayName("passes what can befall any request, and only with the error body")
    void anyRequest() {
        ok(HttpMethod.GET, "/nowhere", 404, error("NOT_FOUND"));
        ok(HttpMethod.PATCH, "/api/services", 405, error("METHOD_NOT_ALLOWED"));
        ok(HttpMethod.GET, "/api/services", 414, error("URI_TOO_LONG"));
        refused(HttpMethod.GET, "/nowhere", 404, Buffer.buffer("{}"), "error");
        refused(HttpMethod.GET, "/nowhere", 404, error("CONFLICT"), "CONFLICT");
    }

    @Test
    @DisplayName("refuses a status or an address that is not documented")
    void status() {
        refused(HttpMethod.GET, "/api/services", 202, list(), "which is not documented");
        refused(HttpMethod.GET, "/api/services", 404, error("NOT_FOUND"), "which is not documented");
        refused(HttpMethod.GET, "/api/nothing", 200, list(), "no operation is documented there");
    }

    @Test
    @DisplayName("refuses a header that is not documented, and the lack of one that is always there")
    void headers() {
        headers.add("x-surprise", "1");
        refused(HttpMethod.GET, "/api/services", 200, list(), "x-surprise");
        headers.remove("x-surprise").remove("x-request-id");
        refused(HttpMethod.GET, "/api/services", 200, list(), "X-Request-Id is missing");
    }

    @Test
    @DisplayName("refuses a media type that is not documented")
    void mediaType() {
        headers.set("content-type", "text/plain");
        refused(HttpMethod.GET, "/api/services", 200, Buffer.buffer("x"), "text/plain is not documented");
    }

    @Test
    @DisplayName("refuses fields that are missing, wrong or not documented, in answers and in errors")
    void fields() {
        ArrayNode list = (ArrayNode) Json.parse(list());
        ObjectNode service = (ObjectNode) list.get(0);
        refused(HttpMethod.GET, "/api/services", 200, changed(service.deepCopy().put("extra", 1)), "extra");
        refused(HttpMethod.GET, "/api/services", 200, changed(service.deepCopy().put("id", "1")), "id");
        refused(HttpMethod.GET, "/api/services", 200, changed(service.deepCopy().putNull("icon")), "icon");
        refused(HttpMethod.GET, "/api/services", 200, changed(service.deepCopy().without("title")), "title");
        refused(
                HttpMethod.POST,
                "/api/services",
                409,
                Json.bytes(((ObjectNode) Json.parse(error("CONFLICT"))).put("stack", "at …")),
                "stack");
    }

    @Test
    @DisplayName("refuses a code that the operation does not document for the status, or another request's id")
    void codes() {
        refused(
                HttpMethod.PUT,
                "/api/services/0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11",
                409,
                error("REQUEST_IN_PROGRESS"),
                "error");
        headers.set("x-request-id", "r2");
        refused(HttpMethod.POST, "/api/services", 409, error("CONFLICT"), "requestId");
    }

    @Test
    @DisplayName("knows the front's own pages")
    void pages() {
        Buffer down = Json.bytes(DOCUMENT.at("/paths/~1health/get/responses/503/content/application~1json/example"));
        ok(HttpMethod.GET, "/health", 503, down);
        ok(HttpMethod.GET, "/api/health", 503, down);
        headers.set("content-type", "text/html; charset=utf-8");
        ok(HttpMethod.GET, "/", 200, Buffer.buffer("<!doctype html>"));
    }

    private static Buffer list() {
        return Json.bytes(DOCUMENT.at("/paths/~1services/get/responses/200/content/application~1json/example"));
    }

    private static Buffer changed(ObjectNode service) {
        return Json.bytes(List.of(service));
    }

    private static Buffer error(String code) {
        return Buffer.buffer("{\"error\":\"" + code + "\",\"message\":\"m\",\"requestId\":\"r1\"}");
    }

    private void ok(HttpMethod method, String path, int status, Buffer body) {
        assertThatCode(() -> CONTRACT.check(method, path, status, headers, body))
                .doesNotThrowAnyException();
    }

    private void refused(HttpMethod method, String path, int status, Buffer body, String because) {
        assertThatThrownBy(() -> CONTRACT.check(method, path, status, headers, body))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(because);
    }
}
