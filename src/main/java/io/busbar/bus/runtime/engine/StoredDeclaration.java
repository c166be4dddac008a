package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.busbar.bus.Access;
import io.busbar.bus.Role;
import io.busbar.bus.json.Json;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a set as they are stored: JSON with an access rule of plain fields. Nodes of two versions read what either stores, so a
 * field is never renamed or removed.
 */
record StoredDeclaration(List<RuntimeOperation> operations) {
    private static final ObjectMapper MAPPER = Json.mapper()
            .copy()
            .registerModule(new SimpleModule()
                    .addSerializer(new StdDelegatingSerializer(Access.class, new ToStoredAccess()))
                    .addDeserializer(Access.class, new StdDelegatingDeserializer<>(new FromStoredAccess())));

    /**
     * An access rule. A rule of an unknown kind can't be read, so that no mistake makes an operation public.
     *
     * @param kind  {@code anyone}, {@code signedIn} or {@code roles}
     * @param roles the roles that are allowed if the kind is {@code roles}
     */
    private record StoredAccess(
            @Nullable String kind, @Nullable Set<Role> roles, boolean noImpersonation, boolean shared) {
        private static final String ANYONE = "anyone";
        private static final String SIGNED_IN = "signedIn";
        private static final String ROLES = "roles";
    }

    private static final class ToStoredAccess extends StdConverter<Access, StoredAccess> {
        @Override
        public StoredAccess convert(Access access) {
            return switch (access) {
                case Access.Anyone anyone -> new StoredAccess(StoredAccess.ANYONE, null, false, anyone.shared());
                case Access.Authenticated authenticated ->
                    new StoredAccess(StoredAccess.SIGNED_IN, null, authenticated.noImpersonation(), false);
                case Access.Roles roles ->
                    new StoredAccess(StoredAccess.ROLES, roles.roles(), roles.noImpersonation(), false);
                case Access.PerObject perObject -> throw new IllegalArgumentException("names no object");
                case Access.Internal internal -> throw new IllegalArgumentException("has no route");
            };
        }
    }

    private static final class FromStoredAccess extends StdConverter<StoredAccess, Access> {
        @Override
        public Access convert(StoredAccess stored) {
            return switch (stored.kind) {
                case StoredAccess.ANYONE -> new Access.Anyone(stored.shared);
                case StoredAccess.SIGNED_IN -> new Access.Authenticated(stored.noImpersonation);
                case StoredAccess.ROLES ->
                    new Access.Roles(stored.roles == null ? Set.of() : stored.roles, stored.noImpersonation);
                case null -> throw new IllegalArgumentException("Access rule without a kind");
                default -> throw new IllegalArgumentException("Unknown kind of access rule: " + stored.kind);
            };
        }
    }

    /** Returns the set as JSON. */
    static String write(OperationSet set) {
        try {
            return MAPPER.writeValueAsString(new StoredDeclaration(set.operations()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The operation set " + set.name() + " can't be written", e);
        }
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
            return new OperationSet(name, service, MAPPER.readValue(json, StoredDeclaration.class).operations);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The operation set " + name + " can't be read", e);
        }
    }
}
