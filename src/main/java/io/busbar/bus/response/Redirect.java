package io.busbar.bus.response;

import java.net.URI;

/** Redirects the client (302). The service must ensure that the target can be trusted. */
public record Redirect(URI location) {}
