package io.busbar.bus.outbound;

import io.busbar.bus.Failure;
import io.busbar.bus.outbound.OutboundError.RefusedAddress;
import io.busbar.bus.outbound.OutboundError.RefusedRequest;
import io.busbar.bus.outbound.OutboundError.UnresolvedHost;

/** Reports an outbound call without a response. A service that lets it through fails with {@link #toFailure()}. */
public final class OutboundException extends RuntimeException {
    private final transient OutboundError error;
    private final boolean isUserUrl;

    OutboundException(OutboundError error, boolean isUserUrl) {
        super(error.message(), null, false, false);
        this.error = error;
        this.isUserUrl = isUserUrl;
    }

    public OutboundError error() {
        return error;
    }

    /** Returns the failure for the caller: a URL that a user gave is the user's mistake, the URL of a vendor is not. */
    public Failure toFailure() {
        boolean isAboutUrl =
                error instanceof RefusedRequest || error instanceof RefusedAddress || error instanceof UnresolvedHost;
        return isAboutUrl && !isUserUrl ? OutboundError.unavailable() : error.toFailure();
    }
}
