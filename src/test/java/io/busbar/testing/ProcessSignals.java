package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Sends signals to processes that tests have started. */
public final class ProcessSignals {
    private static final int TIMEOUT_SECONDS = 10;

    private ProcessSignals() {}

    /** Sends SIGSTOP, which pauses the process. */
    public static void pause(Process process) {
        send(process, "STOP");
    }

    /** Sends SIGCONT, which resumes the process. */
    public static void resume(Process process) {
        send(process, "CONT");
    }

    /** Sends SIGINT, as Ctrl-C does. */
    public static void interrupt(Process process) {
        send(process, "INT");
    }

    private static void send(Process process, String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
            assertThat(kill.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) && kill.exitValue() == 0)
                    .as("kill -%s", signal)
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
