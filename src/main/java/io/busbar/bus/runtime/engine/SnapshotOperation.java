package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Operation;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.runtime.VersionedOperation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runtime operation as a snapshot has it: requests are routed to it at once, and read when its schema is compiled. Two are equal only if
 * they are the same.
 */
public final class SnapshotOperation {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotOperation.class);
    private static final Duration COMPILATION_TIMEOUT = Duration.ofSeconds(5);

    private final VersionedOperation versioned;
    private final Operation<ObjectNode, Object> operation;
    private final RequestReader<ObjectNode> reader;
    private final Promise<Void> compiled = Promise.promise();

    SnapshotOperation(
            VersionedOperation versioned, Operation<ObjectNode, Object> operation, RequestReader<ObjectNode> reader) {
        this.versioned = versioned;
        this.operation = operation;
        this.reader = reader;
    }

    public VersionedOperation versioned() {
        return versioned;
    }

    public Operation<ObjectNode, Object> operation() {
        return operation;
    }

    /** Returns the reader of requests; wait for {@link #whenCompiled} before it is used. */
    public RequestReader<ObjectNode> reader() {
        return reader;
    }

    /** Completes when requests can be read. Fails with SERVICE_UNAVAILABLE if the schema does not compile, or not in time. */
    public Future<Void> whenCompiled() {
        return isCompiled()
                ? compiled.future()
                : compiled.future()
                        .timeout(COMPILATION_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .recover(late -> Future.failedFuture(unavailable()));
    }

    boolean isCompiled() {
        return compiled.future().isComplete();
    }

    /** Compiles the schema, which takes milliseconds: not for an event loop. One that does not compile hinders no other operation. */
    void compile() {
        try {
            reader.compile();
            compiled.tryComplete();
        } catch (Throwable e) {
            LOG.error("{} can't be compiled, so it is not served", operation.name(), e);
            compiled.tryFail(unavailable());
        }
    }

    private static Failure unavailable() {
        return Failure.unavailable("The operation can't be called right now", Duration.ofSeconds(1));
    }
}
