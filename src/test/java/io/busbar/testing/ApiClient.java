package io.busbar.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /**
     * A response.
     *
     * @param client the client that sent the request
     * @param bytes  the body as it was received
     * @param body   the body as JSON: a missing node if it is empty, a text node if it is not JSON
     */
    public record ApiResponse(
            ApiClient client,
            String method,
            String path,
            int status,
            Map<String, List<String>> headers,
            Buffer bytes,
            JsonNode body) {
        private static final Pattern NEXT_PAGE = Pattern.compile("<(?:https?://[^/]+)?([^>]+)>; *rel=\"next\"");

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

        /** The id of the object in the body, or of the only object in it that has one: {@code {"booking": {"id": …}}}. */
        public UUID id() {
            List<JsonNode> ids = Stream.concat(Stream.of(body), StreamSupport.stream(body.spliterator(), false))
                    .filter(object -> object.has("id"))
                    .toList();
            if (ids.isEmpty() || (ids.size() > 1 && !body.has("id"))) {
                throw new AssertionError(ids.size() + " ids in " + status + " " + body);
            }
            return UUID.fromString(ids.getFirst().path("id").asText());
        }

        /** The values of these fields for each item of a list, or for the one object; several are separated by a space. */
        public List<String> fields(String... names) {
            return StreamSupport.stream((body.isArray() ? body : List.of(body)).spliterator(), false)
                    .map(item -> Arrays.stream(names)
                            .map(name -> item.path(name).asText())
                            .collect(Collectors.joining(" ")))
                    .toList();
        }

        /** This page of a list and all that follow it. */
        public List<ApiResponse> followPages() {
            List<ApiResponse> pages = new ArrayList<>(List.of(this));
            Matcher next = NEXT_PAGE.matcher(header("link"));
            while (next.find()) {
                ApiResponse page = client.get(next.group(1));
                if (page.status() != 200) {
                    throw new AssertionError("The next page, " + next.group(1) + ", is " + page.status());
                }
                pages.add(page);
                next = NEXT_PAGE.matcher(page.header("link"));
            }
            return pages;
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
            HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            ApiResponse apiResponse = new ApiResponse(
                    this,
                    method,
                    path,
                    response.statusCode(),
                    response.headers().map(),
                    Buffer.buffer(response.body()),
                    json(new String(response.body(), StandardCharsets.UTF_8)));
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
