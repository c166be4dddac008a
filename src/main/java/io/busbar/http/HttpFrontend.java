package io.busbar.http;

import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.http.pages.PageRoutes;
import io.busbar.http.server.Endpoint;
import io.busbar.http.server.FrontendContext;
import io.busbar.http.server.HttpVerticle;
import io.busbar.http.server.RouteTable;
import io.busbar.http.server.RuntimeRouter;
import io.busbar.http.server.StartupProbe;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP side of a node. It serves every operation of every contract at its path, on all cores. */
public final class HttpFrontend {
    /** Vert.x gives all instances that listen on the same negative port the same free port. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final Vertx vertx;
    private final FrontendContext frontend;
    private final List<HttpVerticle> verticles;
    private final String deploymentId;

    private HttpFrontend(Vertx vertx, FrontendContext frontend, List<HttpVerticle> verticles, String deploymentId) {
        this.vertx = vertx;
        this.frontend = frontend;
        this.verticles = verticles;
        this.deploymentId = deploymentId;
    }

    /**
     * Opens the frontend with one verticle per core. Fails if the port is taken, the certificate cannot be read, or two operations
     * claim the same route.
     */
    public static Future<HttpFrontend> open(
            Vertx vertx, FrontendSettings settings, List<Contract> contracts, FrontendDependencies dependencies) {
        FrontendContext frontend;
        RouteTable routes;
        RuntimeRouter runtimeRouter;
        PageRoutes pageRoutes;
        try {
            frontend = new FrontendContext(settings, dependencies, contracts);
            routes = routes(frontend, contracts, dependencies);
            runtimeRouter = new RuntimeRouter(frontend, dependencies);
            pageRoutes = new PageRoutes(frontend, dependencies, contracts);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        int port = settings.port() == 0 ? -FREE_PORTS.incrementAndGet() : settings.port();
        List<HttpVerticle> verticles = new ArrayList<>();
        int cores = Runtime.getRuntime().availableProcessors();
        return vertx.deployVerticle(
                        () -> {
                            HttpVerticle verticle = new HttpVerticle(frontend, routes, runtimeRouter, pageRoutes, port);
                            verticles.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(cores))
                .compose(deploymentId -> {
                    HttpFrontend httpFrontend = new HttpFrontend(vertx, frontend, List.copyOf(verticles), deploymentId);
                    return StartupProbe.run(vertx, settings, httpFrontend.port())
                            .map(httpFrontend);
                });
    }

    private static RouteTable routes(
            FrontendContext frontend, List<Contract> contracts, FrontendDependencies dependencies) {
        RouteTable routes = new RouteTable();
        for (Contract contract : contracts) {
            for (Operation<?, ?> operation : contract.routes()) {
                Endpoint<?, ?> endpoint = Endpoint.of(frontend, operation, dependencies);
                routes.add(operation.method(), operation.path(), endpoint);
                operation.aliases().forEach(path -> routes.add(operation.method(), path, endpoint));
            }
        }
        return routes;
    }

    /** Returns the port that the frontend listens on. */
    public int port() {
        return verticles.getFirst().port();
    }

    /** Stops accepting connections. When the future completes, new connections are refused; open ones stay open. */
    public Future<Void> stopAccepting() {
        return frontend.listeningSocket().close();
    }

    /**
     * Closes all connections without failing a request: responses announce that the connection closes. A connection is closed when
     * it has been idle for two seconds. Completes when no connection is left, at the latest after {@code timeout}.
     */
    public Future<Void> drain(Duration timeout) {
        frontend.startDraining();
        Promise<Void> drained = Promise.promise();
        long timeoutTimer = vertx.setTimer(timeout.toMillis(), id -> drained.tryComplete());
        Future.all(verticles.stream().map(HttpVerticle::drain).toList()).onComplete(all -> {
            vertx.cancelTimer(timeoutTimer);
            drained.tryComplete();
        });
        return drained.future();
    }

    /** Closes the frontend and all connections that are still open. */
    public Future<Void> close() {
        return vertx.undeploy(deploymentId).onComplete(undeployed -> frontend.close());
    }
}
