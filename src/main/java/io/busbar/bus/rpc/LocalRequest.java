package io.busbar.bus.rpc;

import io.busbar.bus.RequestContext;

/** A call inside this JVM: the request record and its context. */
record LocalRequest(Object request, RequestContext requestContext) {}
