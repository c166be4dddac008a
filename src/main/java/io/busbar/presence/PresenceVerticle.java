package io.busbar.presence;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.data.OnlineUsers;

/** The presence service, wired. */
public final class PresenceVerticle extends ServiceVerticle {
    private final OnlineUsers online;

    public PresenceVerticle(Kernel kernel, OnlineUsers online) {
        super(PresenceOperations.PRESENCE, kernel);
        this.online = online;
    }

    @Override
    protected void wire() {
        on(PresenceOperations.PARTNERS, new PartnerPresences(kernel().bus(), online)::own);
    }
}
