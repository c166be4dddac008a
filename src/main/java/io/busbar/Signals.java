package io.busbar;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and SIGINT, which ask the program to stop in its order and end with 0. A second SIGINT ends it at once. The JVM's own way,
 * shutdown hooks, allows neither.
 */
final class Signals {
    private static final int INTERRUPTED = 130;

    private final CountDownLatch asked = new CountDownLatch(1);

    private Signals() {}

    static Signals watch() {
        Signals signals = new Signals();
        handle("TERM", signals.asked::countDown);
        handle("INT", signals::interrupt);
        return signals;
    }

    /** Waits until somebody asks. */
    void await() throws InterruptedException {
        asked.await();
    }

    private void interrupt() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        asked.countDown();
    }

    /** {@code sun.misc.Signal.handle(new Signal(name), signal -> action.run())}: the compiler warns of that class, and can't be told not to. */
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
            throw new IllegalStateException("This Java runtime does not let a program hear signals", e);
        }
    }
}
