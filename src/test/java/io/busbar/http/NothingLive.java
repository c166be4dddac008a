package io.busbar.http;

import io.busbar.live.Following;
import io.busbar.live.Listener;
import io.busbar.live.LiveFeed;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Streams on which nothing ever comes. */
final class NothingLive implements LiveFeed {
    @Override
    public Following follow(UUID user, @Nullable Long cursor, Listener listener) {
        return new Following() {
            @Override
            public void pause() {}

            @Override
            public void resume() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public Future<Long> head(UUID user) {
        return Future.succeededFuture(0L);
    }
}
