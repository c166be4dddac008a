package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.json.Json;
import io.busbar.http.assets.Resources;
import io.busbar.http.assets.StaticPage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The API as a document at {@code /openapi.json} and as a page at {@code /docs}; what browsers say and hear over a socket at
 * {@code /asyncapi.json}. Everything the page loads comes from this node: its
 * script is on the class path. Each part is prepared when somebody asks for it first, off the event loop, so that no start waits for it.
 */
public final class Reference {
    private static final String WEBJAR = "/META-INF/resources/webjars/scalar/scalar.js";
    private static final String WEBJAR_VERSION = "/META-INF/maven/com.scalar.maven/scalar/pom.properties";

    private final Map<String, Supplier<Page>> makers;
    private final ConcurrentMap<String, Future<Page>> made = new ConcurrentHashMap<>();

    /** Something to answer requests with. */
    @FunctionalInterface
    public interface Page {
        /** Answers a GET or HEAD, on the request's event loop. */
        void answer(HttpServerRequest request);
    }

    /** Of these contracts. */
    public Reference(List<Contract> contracts) {
        String script = "/docs/scalar-" + webjarVersion() + ".js";
        makers = Map.of(
                "/openapi.json",
                () -> document(OpenApiDocument.of(contracts))::answer,
                "/asyncapi.json",
                () -> document(AsyncApiDocument.of(contracts))::answer,
                "/docs",
                () -> new DocsPage(script)::answer,
                script,
                () -> script()::answer);
    }

    /** The paths to serve. */
    public Set<String> paths() {
        return makers.keySet();
    }

    /**
     * What to answer at one of the paths. May complete on any thread.
     *
     * @throws IllegalArgumentException for any other path
     */
    public Future<Page> at(String path) {
        Supplier<Page> maker = makers.get(path);
        if (maker == null) {
            throw new IllegalArgumentException(path);
        }
        return made.computeIfAbsent(path, missing -> prepare(maker));
    }

    private static Future<Page> prepare(Supplier<Page> maker) {
        Promise<Page> promise = Promise.promise();
        Thread.startVirtualThread(() -> {
            try {
                promise.complete(maker.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    private static StaticPage document(ObjectNode document) {
        return StaticPage.of(
                "application/json", "no-cache", Json.bytes(document).getBytes());
    }

    /** Its name changes with its content, so it may be kept for good. */
    private static StaticPage script() {
        return StaticPage.of(
                "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", Resources.bytes(WEBJAR));
    }

    private static String webjarVersion() {
        Properties properties = new Properties();
        try {
            properties.load(new ByteArrayInputStream(Resources.bytes(WEBJAR_VERSION)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
