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
 * Who is online on any node, as Redis has it: a sorted set per person with the nodes where they are and until when that counts, and
 * since when they are there at all. A node that does not say it again is forgotten, and with the last one the person. Everything goes by
 * the clock of Redis. Fails while Redis is away.
 */
public final class OnlineUsers {
    /** How long a person counts as being on a node that said so. */
    public static final Duration LIFETIME = Duration.ofMillis(6_500);

    private static final int AT_ONCE = 250;

    private static final String CLOCK = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local function live(key) return redis.call('ZCOUNT', key, string.format('(%.0f', now), '+inf') > 0 end
        local found = {}
        """;

    private static final String STAY = CLOCK + """
        for place, key in ipairs(KEYS) do
          if not live(key) then
            redis.call('DEL', key)
            redis.call('ZADD', key, string.format('%.0f', now), 'since')
            found[#found + 1] = place - 1
          end
          redis.call('ZADD', key, string.format('%.0f', now + ARGV[2]), ARGV[1])
          redis.call('PEXPIRE', key, ARGV[2])
        end
        return found
        """;

    private static final String LEAVE = CLOCK + """
        for place, key in ipairs(KEYS) do
          redis.call('ZREM', key, ARGV[1])
          if not live(key) then
            redis.call('DEL', key)
            found[#found + 1] = place - 1
          end
        end
        return found
        """;

    private static final String SINCE = CLOCK + """
        for place, key in ipairs(KEYS) do
          if live(key) then
            found[#found + 1] = place - 1
            found[#found + 1] = redis.call('ZSCORE', key, 'since')
          end
        end
        return found
        """;

    private final Redis redis;

    /** {@code redis} may be away at any time. */
    public OnlineUsers(Redis redis) {
        this.redis = redis;
    }

    /** Says that they are on this node, now and for a while; answers who of them was nowhere before. */
    public Future<List<UUID>> stay(String node, Collection<UUID> users) {
        return run(STAY, users, List.of(node, String.valueOf(LIFETIME.toMillis())))
                .map(OnlineUsers::named);
    }

    /** Says that they are not on this node any more; answers who of them is nowhere now. */
    public Future<List<UUID>> leave(String node, Collection<UUID> users) {
        return run(LEAVE, users, List.of(node)).map(OnlineUsers::named);
    }

    /** Who of them is online, and since when. */
    public Future<Map<UUID, Instant>> since(Collection<UUID> users) {
        return run(SINCE, users, List.of()).map(parts -> {
            Map<UUID, Instant> online = new HashMap<>();
            for (Part part : parts) {
                for (int i = 0; i + 1 < part.found().size(); i += 2) {
                    UUID user = part.users().get(part.found().get(i).toInteger());
                    online.put(user, Instant.ofEpochMilli((long)
                            Double.parseDouble(part.found().get(i + 1).toString())));
                }
            }
            return online;
        });
    }

    private record Part(List<UUID> users, Response found) {}

    private static List<UUID> named(List<Part> parts) {
        return parts.stream()
                .flatMap(part -> part.found().stream().map(place -> part.users().get(place.toInteger())))
                .toList();
    }

    private Future<List<Part>> run(String script, Collection<UUID> users, List<String> arguments) {
        List<Part> done = new ArrayList<>();
        return next(script, List.copyOf(users), arguments, done).map(done);
    }

    /** A part after the other, so that neither Redis nor this node is busy with it for long while others wait. */
    private Future<Void> next(String script, List<UUID> users, List<String> arguments, List<Part> done) {
        if (users.isEmpty()) {
            return Future.succeededFuture();
        }
        List<UUID> some = users.subList(0, Math.min(users.size(), AT_ONCE));
        Request request = Request.cmd(Command.EVAL).arg(script).arg(some.size());
        some.forEach(user -> request.arg("presence:" + user));
        arguments.forEach(request::arg);
        return redis.send(request).compose(found -> {
            done.add(new Part(some, found));
            return next(script, users.subList(some.size(), users.size()), arguments, done);
        });
    }
}
