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
import org.junit.jupiter.api.Test;

class ResponseContractTest {
    private static final ObjectNode DOCUMENT = OpenApiDocument.of(List.of(CatalogOperations.CATALOG));
    private static final ResponseContract CONTRACT = ResponseContract.of(DOCUMENT);
    private static final String JSON = "application/json";

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap()
            .add("x-request-id", "r1")
            .add("content-type", JSON)
            .add("date", "now");

    @Test
    void check_ofDocumentedResponse_passes() {
        assertPasses(HttpMethod.GET, "/api/services?limit=1", 200, list());
        assertPasses(HttpMethod.GET, "/api/v1/services", 200, list());
        headers.add("ratelimit", "x").add("LINK", "<x>").add("access-control-allow-origin", "*");
        assertPasses(HttpMethod.GET, "/api/services", 200, list());
        headers.remove("link");
        assertPasses(HttpMethod.POST, "/api/services", 409, error("CONFLICT"));
        assertPasses(HttpMethod.PUT, "/api/services/0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11", 404, error("NOT_FOUND"));
    }

    @Test
    void check_ofHeadWithoutBody_passes() {
        assertPasses(HttpMethod.HEAD, "/api/services", 200, Buffer.buffer());
    }

    @Test
    void check_ofPreflightOrTrailingSlash_passesAtDocumentedPaths() {
        assertPasses(HttpMethod.GET, "/api/services/?limit=1", 200, list());
        headers.add("allow", "GET, POST").remove("content-type");
        assertPasses(HttpMethod.OPTIONS, "/api/services", 204, Buffer.buffer());
        assertFails(HttpMethod.OPTIONS, "/api/nothing", 204, Buffer.buffer(), "no operation is documented there");
    }

    @Test
    void check_ofGeneralFailure_passesOnlyWithErrorBody() {
        assertPasses(HttpMethod.GET, "/nowhere", 404, error("NOT_FOUND"));
        assertPasses(HttpMethod.PATCH, "/api/services", 405, error("METHOD_NOT_ALLOWED"));
        assertPasses(HttpMethod.GET, "/api/services", 414, error("URI_TOO_LONG"));
        assertFails(HttpMethod.GET, "/nowhere", 404, Buffer.buffer("{}"), "error");
        assertFails(HttpMethod.GET, "/nowhere", 404, error("CONFLICT"), "CONFLICT");
    }

    @Test
    void check_ofUndocumentedStatusOrPath_fails() {
        assertFails(HttpMethod.GET, "/api/services", 202, list(), "which is not documented");
        assertFails(HttpMethod.GET, "/api/services", 404, error("NOT_FOUND"), "which is not documented");
        assertFails(HttpMethod.GET, "/api/nothing", 200, list(), "no operation is documented there");
    }

    @Test
    void check_withUndocumentedOrMissingHeader_fails() {
        headers.add("x-surprise", "1");
        assertFails(HttpMethod.GET, "/api/services", 200, list(), "x-surprise");
        headers.remove("x-surprise").remove("x-request-id");
        assertFails(HttpMethod.GET, "/api/services", 200, list(), "X-Request-Id is missing");
    }

    @Test
    void check_withUndocumentedMediaType_fails() {
        headers.set("content-type", "text/plain");
        assertFails(HttpMethod.GET, "/api/services", 200, Buffer.buffer("x"), "text/plain is not documented");
    }

    @Test
    void check_withMissingWrongOrUndocumentedField_fails() {
        ArrayNode list = (ArrayNode) Json.parse(list());
        ObjectNode service = (ObjectNode) list.get(0);
        assertFails(
                HttpMethod.GET, "/api/services", 200, changed(service.deepCopy().put("extra", 1)), "extra");
        assertFails(
                HttpMethod.GET, "/api/services", 200, changed(service.deepCopy().put("id", "1")), "id");
        assertFails(
                HttpMethod.GET, "/api/services", 200, changed(service.deepCopy().putNull("icon")), "icon");
        assertFails(
                HttpMethod.GET, "/api/services", 200, changed(service.deepCopy().without("title")), "title");
        assertFails(
                HttpMethod.POST,
                "/api/services",
                409,
                Json.bytes(((ObjectNode) Json.parse(error("CONFLICT"))).put("stack", "at …")),
                "stack");
    }

    @Test
    void check_withUndocumentedCodeOrOtherRequestId_fails() {
        assertFails(
                HttpMethod.PUT,
                "/api/services/0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11",
                409,
                error("REQUEST_IN_PROGRESS"),
                "error");
        headers.set("x-request-id", "r2");
        assertFails(HttpMethod.POST, "/api/services", 409, error("CONFLICT"), "requestId");
    }

    @Test
    void check_ofNodePages_passes() {
        Buffer down = Json.bytes(DOCUMENT.at("/paths/~1health/get/responses/503/content/application~1json/example"));
        assertPasses(HttpMethod.GET, "/health", 503, down);
        assertPasses(HttpMethod.GET, "/api/health", 503, down);
        headers.set("content-type", "text/html; charset=utf-8");
        assertPasses(HttpMethod.GET, "/", 200, Buffer.buffer("<!doctype html>"));
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

    private void assertPasses(HttpMethod method, String path, int status, Buffer body) {
        assertThatCode(() -> CONTRACT.check(method, path, status, headers, body))
                .doesNotThrowAnyException();
    }

    private void assertFails(HttpMethod method, String path, int status, Buffer body, String because) {
        assertThatThrownBy(() -> CONTRACT.check(method, path, status, headers, body))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(because);
    }
}
