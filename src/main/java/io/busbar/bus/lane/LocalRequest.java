package io.busbar.bus.lane;

import io.busbar.bus.Caller;

/** A call inside this JVM: the request record itself, and who calls. */
record LocalRequest(Object request, Caller caller) {}
