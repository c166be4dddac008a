package io.busbar.bus.permissions;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * A limit on what a principal may call, such as the scopes of an API key. It never grants anything, and all restrictions must allow a
 * call.
 */
public interface Restriction {
    /** Returns the name of the restriction in findings: one lower-case word. */
    String name();

    /** Returns why the user may not call the operation, completing a sentence about the user; empty if this restriction allows it. */
    Future<Optional<String>> refusal(PermissionQuery query);
}
