package io.busbar.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/**
 * A client of a node's API for one user. {@code check} verifies every response before the test gets it.
 *
 * @param base    {@code http://127.0.0.1:5000}
 * @param headers sent with every request
 * @param check   verifies each response
 */
public record ApiClient(String base, Map<String, String> headers, Consumer<ApiResponse> check) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A response. The {@code body} is a missing node if it is empty and a text node if it is not JSON. */
    public record ApiResponse(
            String method, String path, int status, Map<String, List<String>> headers, JsonNode body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of(""))
                    .getFirst();
        }

        /** Returns the field errors, for example {@code /title is required}. */
        public List<String> errors() {
            return StreamSupport.stream(body.path("errors").spliterator(), false)
                    .map(error -> error.path("field").asText() + " "
                            + error.path("msg").asText())
                    .toList();
        }
    }

    public ApiClient(String base) {
        this(base, Map.of(), apiResponse -> {});
    }

    public ApiClient with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new ApiClient(base, Map.copyOf(more), check);
    }

    public ApiClient withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    public ApiResponse get(String path) {
        return send("GET", path, null);
    }

    public ApiResponse delete(String path) {
        return send("DELETE", path, null);
    }

    public ApiResponse post(String path, String json) {
        return with("Content-Type", "application/json").send("POST", path, json.getBytes(StandardCharsets.UTF_8));
    }

    public ApiResponse put(String path, String json) {
        return with("Content-Type", "application/json").send("PUT", path, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the bytes unchanged; {@code null} for no body. */
    public ApiResponse send(String method, String path, byte @org.jspecify.annotations.Nullable [] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            ApiResponse apiResponse = new ApiResponse(
                    method, path, response.statusCode(), response.headers().map(), json(response.body()));
            check.accept(apiResponse);
            return apiResponse;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(body);
        }
    }
}
