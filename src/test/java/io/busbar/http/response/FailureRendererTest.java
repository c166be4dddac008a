package io.busbar.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.TestFrontend;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A failure")
class FailureRendererTest {
    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @Test
    @DisplayName("has the one body: code, text, every wrong field, request id")
    void body() {
        HttpResponse<String> answer = frontend.get("/api/things?limit=0", "X-Request-Id", "id-1");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"VALIDATION_ERROR\",\"message\":\"The request is invalid\","
                        + "\"errors\":[{\"field\":\"/limit\",\"msg\":\"must be at least 1\"}],\"requestId\":\"id-1\"}");
    }

    @Test
    @DisplayName("is a problem (RFC 9457) for a client that prefers it")
    void problem() {
        HttpResponse<String> answer =
                frontend.get("/api/things?limit=0", "X-Request-Id", "id-1", "Accept", "application/problem+json");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
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
    @DisplayName("that nobody foresaw is 500 and keeps to itself what happened")
    void accident() {
        HttpResponse<String> answer = frontend.get("/api/broken", "X-Request-Id", "id-2");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"error\":\"INTERNAL_SERVER_ERROR\",\"message\":\"Internal server error\",\"requestId\":\"id-2\"}");
    }

    @Test
    @DisplayName("to answer in time is 504, even when the bus forgets to say so")
    void timeLimit() {
        HttpResponse<String> answer = frontend.get("/api/never");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"error\":\"DEADLINE_EXCEEDED\"");
    }
}
