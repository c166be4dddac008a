package io.busbar.bus.permissions;

import io.busbar.bus.Access;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * A reason for which users may call operations on objects, such as ownership. An operation is granted by those sources that its access rule
 * names. The data of a source must be in memory and current within 250 ms.
 */
public interface GrantSource {
    /** The roles of the access rule. */
    String ROLE = "role";

    /** The owner of the object. */
    String OWNER = "owner";

    /** The shares of the object. */
    String SHARE = "share";

    /** Returns the name of the source in access rules ({@link Access.PerObject#or}) and findings: one lower-case word. */
    String name();

    /** Returns why the user may call the operation, completing a sentence about the user; empty if this source does not grant it. */
    Future<Optional<String>> grant(PermissionQuery query);
}
