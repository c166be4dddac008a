package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.json.Json;
import io.busbar.http.pages.ClasspathResources;
import io.busbar.http.pages.StaticResource;
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
public final class ApiDocs {
    private static final String WEBJAR = "/META-INF/resources/webjars/scalar/scalar.js";
    private static final String WEBJAR_VERSION = "/META-INF/maven/com.scalar.maven/scalar/pom.properties";

    private final Map<String, Supplier<PreparedPage>> factories;
    private final ConcurrentMap<String, Future<PreparedPage>> prepared = new ConcurrentHashMap<>();

    /** Something to answer requests with. */
    @FunctionalInterface
    public interface PreparedPage {
        /** Answers a GET or HEAD, on the request's event loop. */
        void serve(HttpServerRequest request);
    }

    /** Of these contracts. */
    public ApiDocs(List<Contract> contracts) {
        String script = "/docs/scalar-" + webjarVersion() + ".js";
        factories = Map.of(
                "/openapi.json",
                () -> documentResource(OpenApiDocument.of(contracts))::serve,
                "/asyncapi.json",
                () -> documentResource(AsyncApiDocument.of(contracts))::serve,
                "/docs",
                () -> new DocsPage(script)::serve,
                script,
                () -> scriptResource()::serve);
    }

    /** The paths to serve. */
    public Set<String> paths() {
        return factories.keySet();
    }

    /**
     * What to answer at one of the paths. May complete on any thread.
     *
     * @throws IllegalArgumentException for any other path
     */
    public Future<PreparedPage> get(String path) {
        Supplier<PreparedPage> factory = factories.get(path);
        if (factory == null) {
            throw new IllegalArgumentException(path);
        }
        return prepared.computeIfAbsent(path, missing -> prepare(factory));
    }

    private static Future<PreparedPage> prepare(Supplier<PreparedPage> factory) {
        Promise<PreparedPage> promise = Promise.promise();
        Thread.ofVirtual().name("api-docs").start(() -> {
            try {
                promise.complete(factory.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    private static StaticResource documentResource(ObjectNode document) {
        return StaticResource.of(
                "application/json", "no-cache", Json.bytes(document).getBytes());
    }

    /** Its name changes with its content, so it may be kept for good. */
    private static StaticResource scriptResource() {
        return StaticResource.of(
                "text/javascript; charset=utf-8",
                "public, max-age=31536000, immutable",
                ClasspathResources.bytes(WEBJAR));
    }

    private static String webjarVersion() {
        Properties properties = new Properties();
        try {
            properties.load(new ByteArrayInputStream(ClasspathResources.bytes(WEBJAR_VERSION)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
