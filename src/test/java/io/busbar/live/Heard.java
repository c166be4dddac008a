package io.busbar.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A follower on a context of its own, with all it has heard. */
final class Heard {
    final List<Pushed> all = new CopyOnWriteArrayList<>();
    private final Context context;
    private Consumer<Following> reaction = following -> {};
    private @Nullable Following following;

    private Heard(Context context) {
        this.context = context;
    }

    static Heard follow(LiveNode node, UUID user, @Nullable Long cursor) {
        return follow(node, user, cursor, following -> {});
    }

    /** By somebody who stands in for the person. */
    static Heard instead(LiveNode node, UUID user) {
        Heard heard = new Heard(node.vertx.getOrCreateContext());
        heard.here(() -> heard.following = node.streams.follow(user, 0, false, heard::take));
        return heard;
    }

    /** With something it does on each; begins now without a cursor. */
    static Heard follow(LiveNode node, UUID user, @Nullable Long cursor, Consumer<Following> reaction) {
        Heard heard = new Heard(node.vertx.getOrCreateContext());
        heard.reaction = reaction;
        long from = cursor == null ? LiveNode.get(node.streams.head(user)) : cursor;
        heard.here(() -> heard.following = node.streams.follow(user, from, true, heard::take));
        return heard;
    }

    private void take(Pushed pushed) {
        assertThat(Vertx.currentContext()).isSameAs(context);
        all.add(pushed);
        reaction.accept(following());
    }

    private Following following() {
        return Objects.requireNonNull(following);
    }

    void pause() {
        here(() -> following().pause());
    }

    void resume() {
        here(() -> following().resume());
    }

    void close() {
        here(() -> following().close());
    }

    List<Long> cursors() {
        return all.stream().map(Pushed::cursor).filter(Objects::nonNull).toList();
    }

    List<Integer> numbers() {
        return all.stream()
                .map(pushed -> new JsonObject(pushed.data()).getInteger("number"))
                .toList();
    }

    List<String> types() {
        return all.stream().map(Pushed::type).toList();
    }

    /** How it was last told that somebody is; null when it was told nothing. */
    @Nullable
    String presence(UUID partner) {
        return all.stream()
                .filter(pushed -> pushed.data().contains(partner.toString()))
                .map(Pushed::type)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** Waits until it has heard so many. */
    Heard await(int count) {
        return await(count, LiveNode.PATIENCE);
    }

    Heard await(int count, Duration patience) {
        org.awaitility.Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(patience)
                .until(() -> all.size() >= count);
        return this;
    }

    void awaitCursor(long last) {
        org.awaitility.Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(LiveNode.PATIENCE)
                .until(() -> !all.isEmpty() && Objects.equals(all.getLast().cursor(), last));
    }

    /** Does it on the follower's context, and waits for that. */
    void here(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(ignored -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable thrown) {
                done.completeExceptionally(thrown);
            }
        });
        done.join();
    }
}
