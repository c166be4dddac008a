package io.busbar.bus.builtin;

import io.busbar.bus.Operation;
import io.busbar.bus.permissions.ExplainOperation;
import java.util.List;

/** The operations that every service answers without declaring them. No operation of a service may have one of their names. */
public final class BuiltInOperations {
    private BuiltInOperations() {}

    /** Returns the operations of one service. */
    public static List<Operation<?, ?>> of(String service) {
        return List.of(PingOperation.of(service), ExplainOperation.of(service));
    }
}
