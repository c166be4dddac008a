package io.busbar.bus.permissions;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * A limit on what a principal may do with objects. It never grants anything, and all restrictions must allow a call. Only operations that
 * name their object with {@code .on(…)} are decided by the evaluator, so a restriction has no effect on others: the scopes of an API key
 * need a check of every operation, and a restriction is not one.
 */
public interface Restriction {
    /** Returns the name of the restriction in findings: one lower-case word. */
    String name();

    /** Returns why the user may not call the operation, completing a sentence about the user; empty if this restriction allows it. */
    Future<Optional<String>> refusal(PermissionQuery query);
}
