package io.busbar.data;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Marks a flow of futures as being inside a transaction, so that calls which could take long are refused there: a transaction holds a
 * database connection and locks, and a slow callee would exhaust them.
 *
 * <p>A scope is stored on a duplicate of the current Vert.x context. The connection of the transaction is acquired on that duplicate, so
 * the futures of its statements, and all that is composed with them, run on it. Other flows on the same event loop have other contexts.
 * Timers and the futures of Vert.x clients that are created inside keep the context as well.
 *
 * <p>Not detected: work that leaves the context, such as a callback of a promise that another context completes, and a transaction that
 * begins on a thread without a Vert.x context, as in some tests.
 */
public final class TransactionScope {
    private static final ContextLocal<TransactionScope> CURRENT = ContextLocal.registerLocal(TransactionScope.class);

    private final @Nullable ContextInternal context;
    private volatile boolean closed;

    /** Registers the context local, which must happen before Vert.x starts; found through {@code META-INF/services}. */
    public static final class LocalRegistration implements VertxServiceProvider {
        /** Loads the outer class, whose static field registers itself. */
        @Override
        public void init(VertxBootstrap bootstrap) {
            Objects.requireNonNull(CURRENT);
        }
    }

    private TransactionScope(@Nullable ContextInternal context) {
        this.context = context;
    }

    /**
     * Opens a scope on a duplicate of the current context. Fails inside another scope, whose connection would be held while this one waits.
     */
    public static TransactionScope open() {
        requireNone("A change");
        if (!(Vertx.currentContext() instanceof ContextInternal current)) {
            return new TransactionScope(null);
        }
        ContextInternal duplicate = current.duplicate();
        TransactionScope scope = new TransactionScope(duplicate);
        duplicate.putLocal(CURRENT, scope);
        return scope;
    }

    /**
     * Fails if the current flow is inside a transaction.
     *
     * @param action what must not happen there, such as the name of an operation
     * @throws IllegalStateException inside a transaction
     */
    public static void requireNone(String action) {
        if (isInside()) {
            throw new IllegalStateException(
                    action
                            + " was started inside a transaction. Do it before the transaction opens or after it has committed");
        }
    }

    private static boolean isInside() {
        Context current = Vertx.currentContext();
        TransactionScope scope = current == null ? null : current.getLocal(CURRENT);
        return scope != null && !scope.closed;
    }

    /**
     * Runs work that opens a scope, and returns its result on the current context, so that what the caller composes with it is outside of
     * the scope even if the work goes on.
     */
    public static <T> Future<T> outside(Supplier<Future<T>> work) {
        if (!(Vertx.currentContext() instanceof ContextInternal caller)) {
            return work.get();
        }
        Promise<T> result = caller.promise();
        work.get().onComplete(result);
        return result.future();
    }

    /** Runs the work inside this scope. */
    public <T> T run(Supplier<T> work) {
        ContextInternal scopeContext = context;
        if (scopeContext == null) {
            return work.get();
        }
        ContextInternal previous = scopeContext.beginDispatch();
        try {
            return work.get();
        } finally {
            scopeContext.endDispatch(previous);
        }
    }

    /** Ends the scope: the transaction commits or is rolled back. */
    public void close() {
        closed = true;
    }
}
