package io.busbar.bus.rpc;

import io.busbar.bus.RequestContext;

/** A call inside this JVM: the request record itself, and who calls. */
record LocalRequest(Object request, RequestContext requestContext) {}
