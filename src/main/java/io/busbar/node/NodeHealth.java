package io.busbar.node;

import io.busbar.bus.rpc.RpcNode;
import io.busbar.data.Database;
import io.busbar.http.HealthCheck;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Checks PostgreSQL, Redis and each service of the deployment, wherever in the cluster the service runs. */
record NodeHealth(String node, Database database, Redis redis, RpcNode rpcNode) implements HealthCheck {

    @Override
    public Future<Health> check() {
        Future<Boolean> databaseResponds = responds(database.queryUrgent("select 1", Tuple.tuple()));
        Future<Boolean> redisResponds = responds(redis.send(Request.cmd(Command.PING)));
        Map<String, Future<Boolean>> services = new LinkedHashMap<>();
        ServiceRegistry.names().forEach(service -> services.put(service, responds(rpcNode.ping(service))));
        List<Future<Boolean>> all = Stream.concat(
                        Stream.of(databaseResponds, redisResponds), services.values().stream())
                .toList();
        return Future.all(all).map(completed -> {
            Map<String, Boolean> status = new LinkedHashMap<>();
            services.forEach((service, response) -> status.put(service, response.result()));
            return Health.of(node, databaseResponds.result(), redisResponds.result(), status);
        });
    }

    private static Future<Boolean> responds(Future<?> probe) {
        return probe.timeout(1, TimeUnit.SECONDS).map(true).otherwise(false);
    }
}
