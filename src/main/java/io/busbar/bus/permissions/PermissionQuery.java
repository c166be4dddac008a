package io.busbar.bus.permissions;

import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext.UserPrincipal;

/**
 * The question that the evaluator asks its sources.
 *
 * @param user      the user who calls
 * @param operation the operation, which names the permission
 * @param resource  the object that the operation concerns
 * @param rights    the object's owner, shares and denials
 */
public record PermissionQuery(UserPrincipal user, Operation<?, ?> operation, Resource resource, ObjectRights rights) {}
