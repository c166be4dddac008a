package io.busbar.bus.response;

import java.net.URI;

/** Sends the client elsewhere (302). The service answers for the target being one it means. */
public record Redirect(URI location) {}
