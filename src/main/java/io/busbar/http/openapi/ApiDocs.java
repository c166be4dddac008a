package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.json.Json;
import io.busbar.http.pages.ClasspathResources;
import io.busbar.http.pages.StaticResource;
import io.busbar.http.server.Exchange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
 * The API documentation: OpenAPI at {@code /openapi.json}, AsyncAPI at {@code /asyncapi.json}, and the API reference page at {@code
 * /docs}. The page loads nothing from other hosts; its script is on the class path. Each part is created on first use, off the
 * event loop, so that it does not delay the start of the node.
 */
public final class ApiDocs {
    private static final String WEBJAR = "/META-INF/resources/webjars/scalar/scalar.js";
    private static final String WEBJAR_VERSION = "/META-INF/maven/com.scalar.maven/scalar/pom.properties";

    private final Map<String, Supplier<PreparedPage>> factories;
    private final ConcurrentMap<String, Future<PreparedPage>> prepared = new ConcurrentHashMap<>();

    /** A part of the documentation that is ready to be served. */
    @FunctionalInterface
    public interface PreparedPage {
        /** Responds to a GET or HEAD request on its event loop. */
        void serve(Exchange exchange);
    }

    /** Creates the documentation of these contracts. */
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

    public Set<String> paths() {
        return factories.keySet();
    }

    /**
     * Returns the part at one of the paths. May complete on any thread.
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

    /** The name of the script contains its version, so that browsers can cache it forever. */
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
