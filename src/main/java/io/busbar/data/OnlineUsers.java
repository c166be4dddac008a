package io.busbar.data;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The users who are online on any node, stored in Redis: a sorted set per user with the nodes where the user is online, each with its
 * expiry time, and the time since when the user is online. An entry that its node does not renew expires, and with the last one the user is
 * offline. All times are those of the Redis clock. Every method fails while Redis is not reachable.
 */
public final class OnlineUsers {
    /** How long an entry counts after a node has renewed it. */
    public static final Duration LIFETIME = Duration.ofMillis(6_500);

    private static final int BATCH_SIZE = 250;

    private static final String COMMON_FUNCTIONS = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local function is_online(key) return redis.call('ZCOUNT', key, string.format('(%.0f', now), '+inf') > 0 end
        local found = {}
        """;

    private static final String MARK_ONLINE = COMMON_FUNCTIONS + """
        for index, key in ipairs(KEYS) do
          if not is_online(key) then
            redis.call('DEL', key)
            redis.call('ZADD', key, string.format('%.0f', now), 'since')
            found[#found + 1] = index - 1
          end
          redis.call('ZADD', key, string.format('%.0f', now + ARGV[2]), ARGV[1])
          redis.call('PEXPIRE', key, ARGV[2])
        end
        return found
        """;

    private static final String MARK_OFFLINE = COMMON_FUNCTIONS + """
        for index, key in ipairs(KEYS) do
          redis.call('ZREM', key, ARGV[1])
          if not is_online(key) then
            redis.call('DEL', key)
            found[#found + 1] = index - 1
          end
        end
        return found
        """;

    private static final String ONLINE_SINCE = COMMON_FUNCTIONS + """
        for index, key in ipairs(KEYS) do
          if is_online(key) then
            found[#found + 1] = index - 1
            found[#found + 1] = redis.call('ZSCORE', key, 'since')
          end
        end
        return found
        """;

    private final Redis redis;

    /** Creates the store on a connection that may be unavailable at any time. */
    public OnlineUsers(Redis redis) {
        this.redis = redis;
    }

    /** Marks users as online on this node for {@link #LIFETIME}; returns those who were offline on all nodes before. */
    public Future<List<UUID>> markOnline(String node, Collection<UUID> users) {
        return run(MARK_ONLINE, users, List.of(node, String.valueOf(LIFETIME.toMillis())))
                .map(OnlineUsers::usersIn);
    }

    /** Marks users as offline on this node; returns those who are now offline on all nodes. */
    public Future<List<UUID>> markOffline(String node, Collection<UUID> users) {
        return run(MARK_OFFLINE, users, List.of(node)).map(OnlineUsers::usersIn);
    }

    /** Returns the users who are online, with the time since when. */
    public Future<Map<UUID, Instant>> onlineSince(Collection<UUID> users) {
        return run(ONLINE_SINCE, users, List.of()).map(scriptResults -> {
            Map<UUID, Instant> online = new HashMap<>();
            scriptResults.forEach(scriptResult -> collect(scriptResult, online));
            return online;
        });
    }

    /** Reads pairs of a user's index and the time since when they are online. */
    private static void collect(ScriptResult scriptResult, Map<UUID, Instant> online) {
        Response found = scriptResult.found();
        for (int i = 0; i + 1 < found.size(); i += 2) {
            UUID user = scriptResult.users().get(found.get(i).toInteger());
            long millis = (long) Double.parseDouble(found.get(i + 1).toString());
            online.put(user, Instant.ofEpochMilli(millis));
        }
    }

    private record ScriptResult(List<UUID> users, Response found) {}

    private static List<UUID> usersIn(List<ScriptResult> scriptResults) {
        return scriptResults.stream()
                .flatMap(scriptResult -> scriptResult.found().stream()
                        .map(index -> scriptResult.users().get(index.toInteger())))
                .toList();
    }

    private Future<List<ScriptResult>> run(String script, Collection<UUID> users, List<String> arguments) {
        List<ScriptResult> results = new ArrayList<>();
        return runBatches(script, List.copyOf(users), arguments, results).map(results);
    }

    /** Runs the script for one batch after the other, so that neither Redis nor this node is busy for long while other work waits. */
    private Future<Void> runBatches(
            String script, List<UUID> users, List<String> arguments, List<ScriptResult> results) {
        if (users.isEmpty()) {
            return Future.succeededFuture();
        }
        List<UUID> batch = users.subList(0, Math.min(users.size(), BATCH_SIZE));
        Request request = Request.cmd(Command.EVAL).arg(script).arg(batch.size());
        batch.forEach(user -> request.arg("presence:" + user));
        arguments.forEach(request::arg);
        return redis.send(request).compose(found -> {
            results.add(new ScriptResult(batch, found));
            return runBatches(script, users.subList(batch.size(), users.size()), arguments, results);
        });
    }
}
