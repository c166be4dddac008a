package io.busbar.services.presence;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.data.OnlineUsers;

/** Registers the handlers of the presence service. */
public final class PresenceVerticle extends ServiceVerticle {
    private final OnlineUsers onlineUsers;

    public PresenceVerticle(ServiceContext serviceContext, OnlineUsers onlineUsers) {
        super(PresenceOperations.PRESENCE, serviceContext);
        this.onlineUsers = onlineUsers;
    }

    @Override
    protected void configure() {
        on(PresenceOperations.LIST_PARTNERS, new PartnerPresenceHandler(bus(), onlineUsers)::listPartners);
    }
}
