package io.busbar.node;

import java.util.List;

/** Lists all problems of a configuration. Messages name the settings but never repeat a secret. */
public final class InvalidSettingsException extends RuntimeException {
    private final List<String> problems;

    InvalidSettingsException(List<String> problems) {
        super("Invalid configuration: " + String.join("; ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** Returns one sentence for each problem, in the order in which the settings are read. */
    public List<String> problems() {
        return problems;
    }
}
