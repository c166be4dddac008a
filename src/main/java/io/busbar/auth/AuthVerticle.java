package io.busbar.auth;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.tokens.AccessTokens;

/** The auth service, wired. */
public final class AuthVerticle extends ServiceVerticle {
    public AuthVerticle(Kernel kernel, AuthSettings settings, AccessTokens tokens) {
        super(AuthOperations.AUTH, kernel);
    }

    @Override
    protected void wire() {
        accounts();
        sessions();
        factors();
    }

    private void accounts() {}

    private void sessions() {}

    private void factors() {}
}
