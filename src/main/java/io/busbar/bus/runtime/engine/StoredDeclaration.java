package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.RateTier;
import io.busbar.bus.Role;
import io.busbar.bus.json.Json;
import io.busbar.bus.runtime.DeclaredOperation;
import io.busbar.bus.runtime.DeclaredResponse;
import io.busbar.bus.runtime.OperationSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations of a set as they are stored: JSON with an access rule of plain fields. */
record StoredDeclaration(List<StoredOperation> operations) {

    record StoredOperation(
            String action,
            String method,
            String path,
            String summary,
            String description,
            StoredAccess access,
            ObjectNode request,
            DeclaredResponse response,
            RateTier tier,
            Duration timeout,
            long maxRequestBytes,
            long maxResponseBytes,
            boolean idempotent) {
        static StoredOperation of(DeclaredOperation operation) {
            return new StoredOperation(
                    operation.action(),
                    operation.method(),
                    operation.path(),
                    operation.summary(),
                    operation.description(),
                    StoredAccess.of(operation.access()),
                    operation.request(),
                    operation.response(),
                    operation.tier(),
                    operation.timeout(),
                    operation.maxRequestBytes(),
                    operation.maxResponseBytes(),
                    operation.idempotent());
        }

        DeclaredOperation toOperation() {
            return new DeclaredOperation(
                    action,
                    method,
                    path,
                    summary,
                    description,
                    access.toAccess(),
                    request,
                    response,
                    tier,
                    timeout,
                    maxRequestBytes,
                    maxResponseBytes,
                    idempotent);
        }
    }

    /**
     * An access rule. A rule of an unknown kind can't be read, so that no mistake makes an operation public.
     *
     * @param kind  {@code anyone}, {@code signedIn} or {@code roles}
     * @param roles the roles that are allowed if the kind is {@code roles}
     */
    record StoredAccess(@Nullable String kind, @Nullable Set<Role> roles, boolean noImpersonation, boolean shared) {
        private static final String ANYONE = "anyone";
        private static final String SIGNED_IN = "signedIn";
        private static final String ROLES = "roles";

        static StoredAccess of(Access access) {
            return switch (access) {
                case Access.Anyone anyone -> new StoredAccess(ANYONE, null, false, anyone.shared());
                case Access.Authenticated authenticated ->
                    new StoredAccess(SIGNED_IN, null, authenticated.noImpersonation(), false);
                case Access.Roles roles -> new StoredAccess(ROLES, roles.roles(), roles.noImpersonation(), false);
                case Access.PerObject perObject -> throw new IllegalArgumentException("names no object");
                case Access.Internal internal -> throw new IllegalArgumentException("has no route");
            };
        }

        Access toAccess() {
            return switch (kind) {
                case ANYONE -> new Access.Anyone(shared);
                case SIGNED_IN -> new Access.Authenticated(noImpersonation);
                case ROLES -> new Access.Roles(roles == null ? Set.of() : roles, noImpersonation);
                case null -> throw new IllegalArgumentException("Access rule without a kind");
                default -> throw new IllegalArgumentException("Unknown kind of access rule: " + kind);
            };
        }
    }

    /** Returns the set as JSON. */
    static String write(OperationSet set) {
        return Json.string(new StoredDeclaration(
                set.operations().stream().map(StoredOperation::of).toList()));
    }

    /** Returns the size of the set as JSON. */
    static int size(OperationSet set) {
        return write(set).getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Reads a stored set.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static OperationSet read(String name, String service, String json) {
        try {
            StoredDeclaration stored = Json.mapper().readValue(json, StoredDeclaration.class);
            return new OperationSet(
                    name,
                    service,
                    stored.operations.stream().map(StoredOperation::toOperation).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The operation set " + name + " can't be read", e);
        }
    }
}
