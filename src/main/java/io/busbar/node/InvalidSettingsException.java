package io.busbar.node;

import java.util.List;

/** Everything that is wrong with a configuration. Names variables and says what is wrong, and never repeats a secret. */
public final class InvalidSettingsException extends RuntimeException {
    private final List<String> problems;

    InvalidSettingsException(List<String> problems) {
        super("Bad configuration: " + String.join("; ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each, in the order of the reference. */
    public List<String> problems() {
        return problems;
    }
}
