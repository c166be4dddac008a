package io.busbar;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;

/**
 * Handles SIGTERM and SIGINT: the program stops in order and exits with 0; a second SIGINT exits at once. Shutdown hooks of the JVM allow
 * neither.
 */
final class ShutdownSignals {
    private static final int EXIT_INTERRUPTED = 130;

    private final CountDownLatch stopRequested = new CountDownLatch(1);

    private ShutdownSignals() {}

    static ShutdownSignals install() {
        ShutdownSignals shutdownSignals = new ShutdownSignals();
        handle("TERM", shutdownSignals.stopRequested::countDown);
        handle("INT", shutdownSignals::interrupt);
        return shutdownSignals;
    }

    /** Waits for a signal to stop. */
    void await() throws InterruptedException {
        stopRequested.await();
    }

    private void interrupt() {
        if (stopRequested.getCount() == 0) {
            Runtime.getRuntime().halt(EXIT_INTERRUPTED);
        }
        stopRequested.countDown();
    }

    /** Calls {@code sun.misc.Signal.handle} by reflection, because the compiler's warning about that class cannot be suppressed. */
    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(action);
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            MethodHandleProxies.asInterfaceInstance(
                                    handler, MethodHandles.dropArguments(run, 0, signal)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This Java runtime does not support signal handlers", e);
        }
    }
}
