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

/** A reader with its own context that records its pushes. */
final class RecordedStream {
    final List<PushMessage> messages = new CopyOnWriteArrayList<>();
    private final Context context;
    private Consumer<StreamHandle> reaction = streamHandle -> {};
    private @Nullable StreamHandle streamHandle;

    private RecordedStream(Context context) {
        this.context = context;
    }

    static RecordedStream open(LiveTestNode node, UUID user, @Nullable Long cursor) {
        return open(node, user, cursor, streamHandle -> {});
    }

    /** Opens a stream for a reader who stands in for the user. */
    static RecordedStream openOnBehalf(LiveTestNode node, UUID user) {
        RecordedStream recordedStream = new RecordedStream(node.vertx.getOrCreateContext());
        recordedStream.runOnContext(
                () -> recordedStream.streamHandle = node.streams.openStream(user, 0, false, recordedStream::record));
        return recordedStream;
    }

    /** Opens a stream with an action for each push; without a cursor it starts at the newest. */
    static RecordedStream open(LiveTestNode node, UUID user, @Nullable Long cursor, Consumer<StreamHandle> reaction) {
        RecordedStream recordedStream = new RecordedStream(node.vertx.getOrCreateContext());
        recordedStream.reaction = reaction;
        long from = cursor == null ? LiveTestNode.get(node.streams.latestCursor(user)) : cursor;
        recordedStream.runOnContext(
                () -> recordedStream.streamHandle = node.streams.openStream(user, from, true, recordedStream::record));
        return recordedStream;
    }

    private void record(PushMessage pushMessage) {
        assertThat(Vertx.currentContext()).isSameAs(context);
        messages.add(pushMessage);
        reaction.accept(openHandle());
    }

    private StreamHandle openHandle() {
        return Objects.requireNonNull(streamHandle);
    }

    void pause() {
        runOnContext(() -> openHandle().pause());
    }

    void resume() {
        runOnContext(() -> openHandle().resume());
    }

    void close() {
        runOnContext(() -> openHandle().close());
    }

    List<Long> cursors() {
        return messages.stream()
                .map(PushMessage::cursor)
                .filter(Objects::nonNull)
                .toList();
    }

    List<Integer> numbers() {
        return messages.stream()
                .map(pushMessage -> new JsonObject(pushMessage.data()).getInteger("number"))
                .toList();
    }

    List<String> types() {
        return messages.stream().map(PushMessage::type).toList();
    }

    /** Returns the last pushed presence of a user; null if there was none. */
    @Nullable
    String presence(UUID partner) {
        return messages.stream()
                .filter(pushMessage -> pushMessage.data().contains(partner.toString()))
                .map(PushMessage::type)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** Waits until this many pushes have arrived. */
    RecordedStream await(int count) {
        return await(count, LiveTestNode.TIMEOUT);
    }

    RecordedStream await(int count, Duration timeout) {
        org.awaitility.Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(timeout)
                .until(() -> messages.size() >= count);
        return this;
    }

    void awaitCursor(long last) {
        org.awaitility.Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(LiveTestNode.TIMEOUT)
                .until(() ->
                        !messages.isEmpty() && Objects.equals(messages.getLast().cursor(), last));
    }

    /** Runs an action on the reader's context, and waits for it. */
    void runOnContext(Runnable action) {
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
