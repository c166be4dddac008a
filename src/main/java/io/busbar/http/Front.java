package io.busbar.http;

import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP side of a node: every operation of every contract at its path, on all cores. */
public final class Front {
    /** Vert.x gives instances that listen on the same negative port one and the same free port. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final Vertx vertx;
    private final FrontContext site;
    private final List<HttpVerticle> verticles;
    private final String deployment;

    private Front(Vertx vertx, FrontContext site, List<HttpVerticle> verticles, String deployment) {
        this.vertx = vertx;
        this.site = site;
        this.verticles = verticles;
        this.deployment = deployment;
    }

    /**
     * Opens the front: routes for every operation of the contracts, one verticle per core. Fails when the port is taken, the
     * certificate cannot be read, or two operations claim one route.
     */
    public static Future<Front> open(Vertx vertx, FrontSettings settings, List<Contract> contracts, FrontParts parts) {
        FrontContext site;
        RouteTable routes;
        Pages pages;
        try {
            site = new FrontContext(settings, parts, contracts);
            routes = routes(site, contracts, parts);
            pages = new Pages(site, parts, contracts);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        int port = settings.port() == 0 ? -FREE_PORTS.incrementAndGet() : settings.port();
        List<HttpVerticle> verticles = new ArrayList<>();
        int cores = Runtime.getRuntime().availableProcessors();
        return vertx.deployVerticle(
                        () -> {
                            HttpVerticle verticle = new HttpVerticle(site, routes, pages, port);
                            verticles.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(cores))
                .compose(deployment -> {
                    Front front = new Front(vertx, site, List.copyOf(verticles), deployment);
                    return SelfCall.make(vertx, settings, front.port()).map(front);
                });
    }

    private static RouteTable routes(FrontContext site, List<Contract> contracts, FrontParts parts) {
        RouteTable routes = new RouteTable();
        for (Contract contract : contracts) {
            for (Operation<?, ?> operation : contract.routes()) {
                Endpoint endpoint = Endpoint.of(site, operation, parts.bus(), parts.blobs());
                routes.add(operation.method(), operation.path(), endpoint);
                operation.aliases().forEach(path -> routes.add(operation.method(), path, endpoint));
            }
        }
        return routes;
    }

    /** The port it listens on. */
    public int port() {
        return verticles.getFirst().port();
    }

    /** Refuses new connections from now on; those that are open go on. */
    public Future<Void> stopAccepting() {
        return site.listener().close();
    }

    /**
     * Sends clients away without failing a request: answers say that the connection closes, and the future completes when all
     * connections are gone or were silent for two seconds, or after {@code patience}.
     */
    public Future<Void> drain(Duration patience) {
        site.startDraining();
        Promise<Void> drained = Promise.promise();
        long timer = vertx.setTimer(patience.toMillis(), id -> drained.tryComplete());
        Future.all(verticles.stream().map(HttpVerticle::drain).toList()).onComplete(all -> {
            vertx.cancelTimer(timer);
            drained.tryComplete();
        });
        return drained.future();
    }

    /** Closes whatever is still open. */
    public Future<Void> close() {
        return vertx.undeploy(deployment).onComplete(undeployed -> site.close());
    }
}
