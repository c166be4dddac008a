package io.busbar.bus;

import io.busbar.bus.RequestContext.AnonymousPrincipal;
import io.busbar.bus.RequestContext.Principal;

/**
 * The one check whether a principal may call an operation. Every entrance makes it: HTTP, the bridge of browsers, and the bus, whose
 * messages may come from other programs.
 */
public final class AccessCheck {
    private AccessCheck() {}

    /**
     * Throws unless the operation's access rule allows the principal.
     *
     * @throws Failure UNAUTHORIZED if the principal is anonymous, so that signing in may help, else FORBIDDEN
     */
    public static void require(Operation<?, ?> operation, Principal principal) {
        Require.that(operation.access().allows(principal), () -> denied(principal));
    }

    private static Failure denied(Principal principal) {
        return Failure.of(principal instanceof AnonymousPrincipal ? FailureCode.UNAUTHORIZED : FailureCode.FORBIDDEN);
    }
}
