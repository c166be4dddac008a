package io.busbar.bus.response;

import java.net.URI;

/** Redirects the client (302). The service must make sure that the target is a trusted one. */
public record Redirect(URI location) {}
