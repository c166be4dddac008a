package io.busbar.bus.permissions;

import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import java.util.UUID;

/**
 * A kind of object that users own or share. A contract declares it with {@link Contract#resource} or {@link Contract#hiddenResource}, and
 * the service says who owns its objects.
 *
 * @param service the service to which the objects belong
 * @param name    the name of one object in messages, such as {@code review}
 * @param hidden  whether callers without access get the same response as if the object did not exist
 */
public record ResourceType(String service, String name, boolean hidden) {
    /** Creates a resource type; contracts do this. */
    public ResourceType {
        if (!name.matches("[a-z][a-zA-Z]{0,39}")) {
            throw new IllegalArgumentException("Invalid resource type: " + name);
        }
    }

    /** Returns {@code service.name}, which is unique in the deployment. */
    public String fullName() {
        return service + "." + name;
    }

    /** Returns the object of this type with this ID. */
    public Resource of(UUID id) {
        return new Resource(this, id);
    }

    /** Returns the failure of a request for an object that does not exist, or that the caller must not know of. */
    public Failure notFound() {
        return Failure.noSuch(name);
    }
}
