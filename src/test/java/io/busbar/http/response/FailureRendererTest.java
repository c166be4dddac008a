package io.busbar.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@UsesServers
class FailureRendererTest {
    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @Test
    void get_withInvalidParameter_returnsStandardErrorBody() {
        HttpResponse<String> response = frontend.get("/api/things?limit=0", "X-Request-Id", "id-1");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body())
                .isEqualTo("{\"error\":\"VALIDATION_ERROR\",\"message\":\"The request is invalid\","
                        + "\"errors\":[{\"field\":\"/limit\",\"msg\":\"must be at least 1\"}],\"requestId\":\"id-1\"}");
    }

    @Test
    void get_preferringProblemJson_returnsRfc9457Body() {
        HttpResponse<String> response =
                frontend.get("/api/things?limit=0", "X-Request-Id", "id-1", "Accept", "application/problem+json");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("type")).isEqualTo("urn:busbar:failure:validation_error");
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getInteger("status")).isEqualTo(400);
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(problem.getString("error")).isEqualTo("VALIDATION_ERROR");
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo("/limit");
        assertThat(problem.getString("requestId")).isEqualTo("id-1");
        assertThat(frontend.get("/nothing", "Accept", "application/problem+json")
                        .body())
                .contains("\"status\":404");
        assertThat(frontend.get("/api/things?limit=0", "Accept", "*/*")
                        .headers()
                        .firstValue("Content-Type"))
                .hasValue("application/json");
    }

    @Test
    void get_withUnexpectedFailure_returnsInternalServerErrorAndHidesCause() {
        HttpResponse<String> response = frontend.get("/api/broken", "X-Request-Id", "id-2");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body())
                .isEqualTo(
                        "{\"error\":\"INTERNAL_SERVER_ERROR\",\"message\":\"Internal server error\",\"requestId\":\"id-2\"}");
    }

    @Test
    void get_withoutReplyFromBus_returnsDeadlineExceeded() {
        HttpResponse<String> response = frontend.get("/api/never");
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(response.body()).contains("\"error\":\"DEADLINE_EXCEEDED\"");
    }
}
