package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.bus.concurrent.OnVirtualThread;
import io.busbar.bus.json.Json;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.OperationSnapshot;
import io.busbar.bus.runtime.engine.SnapshotOperation;
import io.busbar.http.pages.ClasspathResources;
import io.busbar.http.pages.StaticResource;
import io.busbar.http.server.Exchange;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * The API documentation: OpenAPI at {@code /openapi.json}, AsyncAPI at {@code /asyncapi.json}, and the API reference page at {@code
 * /docs}. The page loads nothing from other hosts; its script is on the class path. Each part is created on first use, off the
 * event loop, so that it does not delay the start of the node.
 */
public final class ApiDocs {
    private static final String WEBJAR = "/META-INF/resources/webjars/scalar/scalar.js";
    private static final String WEBJAR_VERSION = "/META-INF/maven/com.scalar.maven/scalar/pom.properties";

    /** The parts that change with the operations. */
    private static final Set<String> DOCUMENTS = Set.of("/openapi.json", "/asyncapi.json");

    private final OperationSetView view;
    private final Map<String, Function<OperationSnapshot, PreparedPage>> factories;
    private final ConcurrentMap<String, Prepared> prepared = new ConcurrentHashMap<>();

    /** A part, and the operations that it describes. */
    private record Prepared(OperationSnapshot snapshot, Future<PreparedPage> page) {}

    /** A part of the documentation that is ready to be served. */
    @FunctionalInterface
    public interface PreparedPage {
        /** Responds to a GET or HEAD request on its event loop. */
        void serve(Exchange exchange);
    }

    /** Creates the documentation of these contracts and of the runtime operations. */
    public ApiDocs(List<Contract> contracts, OperationSetView view) {
        this.view = view;
        String script = "/docs/scalar-" + webjarVersion() + ".js";
        factories = Map.of(
                "/openapi.json",
                snapshot -> documentResource(OpenApiDocument.of(contracts, operations(snapshot)))::serve,
                "/asyncapi.json",
                snapshot -> documentResource(AsyncApiDocument.of(contracts, operations(snapshot)))::serve,
                "/docs",
                snapshot -> new DocsPage(script)::serve,
                script,
                snapshot -> scriptResource()::serve);
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
        Function<OperationSnapshot, PreparedPage> factory = factories.get(path);
        if (factory == null) {
            throw new IllegalArgumentException(path);
        }
        return view.isCurrent()
                ? prepared(path, factory)
                // While the database is not reachable, the last known document is served.
                : view.current().transform(current -> prepared(path, factory));
    }

    private Future<PreparedPage> prepared(String path, Function<OperationSnapshot, PreparedPage> factory) {
        OperationSnapshot snapshot = DOCUMENTS.contains(path) ? view.snapshot() : OperationSnapshot.EMPTY;
        return prepared.compute(
                        path,
                        (same, known) -> known != null && known.snapshot.equals(snapshot)
                                ? known
                                : new Prepared(
                                        snapshot, OnVirtualThread.call("api-docs", () -> factory.apply(snapshot))))
                .page;
    }

    private static List<Operation<?, ?>> operations(OperationSnapshot snapshot) {
        return snapshot.operations().stream()
                .<Operation<?, ?>>map(SnapshotOperation::operation)
                .toList();
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
